//! Erasing a user: nothing leads to the person any more, what they did stays, and the log holds as it was signed.

use comity_ledger::event::Change;
use comity_policy::NodeAction;
use uuid::Uuid;

use super::User;
use crate::access::Asker;
use crate::error::Error;
use crate::sql::{args, sql};
use crate::store::Store;
use crate::tx::Tx;
use crate::value::Time;

impl Store {
    /// Erases a user for good. Their credentials, sessions and tokens go; handle and name are overwritten wherever they stand; what opens the log's
    /// commitment to them is deleted. Their verdicts and other acts stay, all under one name without meaning, which is returned. Backups and exports
    /// made before still hold what they held.
    ///
    /// # Errors
    /// [`Error::Denied`] by policies; [`Error::Missing`]; [`Error::Refused`] where the node would have no operator.
    pub async fn erase_user(&self, asker: &Asker<'_>, id: Uuid, now: Time) -> Result<String, Error> {
        self.run_tx("user: erase", async |tx| {
            let _permit = asker.may_at_node(NodeAction::ManageUsers)?;
            let user = tx.living_user(id).await?;
            // the last entry that commits to them; then what opens it goes
            self.log_user(tx, asker, &user, Change::Erased, now).await?;
            let nobody = tx.overwrite(&user, now).await?;
            tx.must_have_operator().await?;
            Ok(nobody)
        })
        .await
    }
}

impl Tx {
    async fn overwrite(&mut self, user: &User, now: Time) -> Result<String, Error> {
        let simple = user.id.simple().to_string();
        let nobody = format!("erased-{}", simple.get(20..).unwrap_or_default());
        let was = user.handle.as_str();
        self.run(
            sql!("delete from ledger_opening where of_what = 'user' and value = $1"),
            args![was.as_bytes()],
        )
        .await?;
        self.run(
            sql!(
                "update node_user set handle = $2, handle_key = $2, name = '', roles = '[]', desk = null, language = '', \
                 state = 'erased', password = null, failed = 0, wait_until = null, changed_at = $3, logged_in_at = null \
                 where id = $1"
            ),
            args![user.id, &nobody, now],
        )
        .await?;
        self.end_sessions(user.id, None).await?;
        for statement in [
            sql!("delete from passkey where user_id = $1"),
            sql!("delete from outside_login where user_id = $1"),
            sql!("delete from api_token where user_id = $1"),
            sql!("delete from one_time_link where user_id = $1"),
            sql!("delete from saved_view where user_id = $1"),
            sql!("delete from scenario where user_id = $1"),
            sql!("delete from idempotency where user_id = $1"),
        ] {
            self.run(statement, args![user.id]).await?;
        }
        for statement in [
            sql!("update import set made_by = $2 where made_by = $1"),
            sql!("update record set label_by = $2 where label_by = $1"),
            sql!("update record_event set made_by = $2 where made_by = $1"),
            sql!("update verdict set person = $2 where person = $1"),
            sql!("update outcome set person = $2 where person = $1"),
            sql!("update link set person = $2 where person = $1"),
            sql!("update link set ended_by = $2 where ended_by = $1"),
            sql!("update disclosure set person = $2 where person = $1"),
            sql!("update finding_desk set person = $2 where person = $1"),
            sql!("update handing set person = $2 where person = $1"),
            sql!("update offer set person = $2 where person = $1"),
            sql!("update outcome_answer set person = $2 where person = $1"),
            sql!("update question set person = $2 where person = $1"),
            sql!("update question set answered_by = $2 where answered_by = $1"),
            sql!("update filing set person = $2 where person = $1"),
            sql!("update filing set superior = $2 where superior = $1"),
            sql!("update filing set withdrawn_by = $2 where withdrawn_by = $1"),
            sql!("update setting set person = $2 where person = $1"),
            sql!("update policy_set set person = $2 where person = $1"),
            sql!("update reference_version set person = $2 where person = $1"),
            sql!("update reference_draft set person = $2 where person = $1"),
            sql!("update column_choice set person = $2 where person = $1"),
            sql!("update council_act set person = $2 where person = $1"),
            sql!("update delivery set person = $2 where person = $1"),
        ] {
            self.run(statement, args![was, &nobody]).await?;
        }
        Ok(nobody)
    }
}
