//! A thin layer over the SAT solver (BatSat behind rustsat): literals, clauses, counts, answers.

use rustsat::{
    encodings::card::{BoundLower, BoundLowerIncremental, BoundUpper, BoundUpperIncremental, Totalizer},
    instances::{BasicVarManager, Cnf, ManageVars},
    solvers::{Solve, SolveIncremental, SolverResult},
    types::{Clause, TernaryVal},
};
use rustsat_batsat::BasicSolver;

use crate::error::Error;

pub(crate) use rustsat::types::Lit;

/// A growing formula and its solver.
#[derive(Default)]
pub(crate) struct Sat {
    solver: BasicSolver,
    vars: BasicVarManager,
}

/// What a count must be, as a literal.
pub(crate) enum Bound {
    /// It is so anyway.
    Always,
    /// It can't be.
    Never,
    /// It is so where this holds.
    When(Lit),
}

impl Sat {
    /// A new literal, which the solver tries as false first.
    pub fn lit(&mut self) -> Lit {
        self.vars.new_lit()
    }

    /// A new literal, which the solver tries as true first: it stands for "the variable is false".
    pub fn eager_lit(&mut self) -> Lit {
        !self.vars.new_lit()
    }

    /// At least one of these holds.
    pub fn clause(&mut self, lits: &[Lit]) -> Result<(), Error> {
        self.solver.add_clause(lits.iter().copied().collect::<Clause>()).map_err(broke)
    }

    /// Whether everything said so far can be true together with what is assumed.
    pub fn solve(&mut self, assumed: &[Lit]) -> Result<bool, Error> {
        match self.solver.solve_assumps(assumed).map_err(broke)? {
            SolverResult::Sat => Ok(true),
            SolverResult::Unsat => Ok(false),
            SolverResult::Interrupted => Err(Error::Solver { reason: "it was interrupted".to_owned() }),
        }
    }

    /// Whether a literal is true in the solution that [`Sat::solve`] found last.
    pub fn is_true(&self, lit: Lit) -> bool {
        self.solver.lit_val(lit).is_ok_and(|value| value == TernaryVal::True)
    }

    fn take(&mut self, clauses: Cnf) -> Result<(), Error> {
        self.solver.add_cnf(clauses).map_err(broke)
    }
}

/// Counts how many of some literals hold, by a totalizer.
pub(crate) struct Count {
    totalizer: Totalizer,
    of: usize,
}

impl Count {
    pub fn of(lits: &[Lit]) -> Count {
        Count { totalizer: lits.iter().copied().collect(), of: lits.len() }
    }

    /// A literal under which at least `least` hold.
    pub fn at_least(&mut self, sat: &mut Sat, least: usize) -> Result<Bound, Error> {
        if least == 0 || least > self.of {
            return Ok(if least == 0 { Bound::Always } else { Bound::Never });
        }
        let mut clauses = Cnf::new();
        self.totalizer.encode_lb_change(least..=least, &mut clauses, &mut sat.vars).map_err(broke)?;
        sat.take(clauses)?;
        one(self.totalizer.enforce_lb(least).map_err(broke)?)
    }

    /// A literal under which at most `most` hold.
    pub fn at_most(&mut self, sat: &mut Sat, most: usize) -> Result<Bound, Error> {
        if most >= self.of {
            return Ok(Bound::Always);
        }
        let mut clauses = Cnf::new();
        self.totalizer.encode_ub_change(most..=most, &mut clauses, &mut sat.vars).map_err(broke)?;
        sat.take(clauses)?;
        one(self.totalizer.enforce_ub(most).map_err(broke)?)
    }
}

/// The totalizer enforces a bound by one literal.
fn one(lits: Vec<Lit>) -> Result<Bound, Error> {
    match lits.as_slice() {
        [] => Ok(Bound::Always),
        [lit] => Ok(Bound::When(*lit)),
        _ => Err(Error::Solver { reason: "a count has more than one bound".to_owned() }),
    }
}

fn broke(error: impl std::fmt::Display) -> Error {
    Error::Solver { reason: error.to_string() }
}
