//! The look of the page: ink on paper, light and dark, printable.

/// The style sheet.
pub(super) const CSS: &str = "
:root{color-scheme:light dark;--ink:#1a1a1a;--paper:#fff;--line:#8a8a8a;--soft:#f0f0ee;--plus:#1f6f78;--minus:#b4502a}
@media(prefers-color-scheme:dark){:root{--ink:#ececea;--paper:#161616;--line:#7d7d7d;--soft:#242424;--plus:#5fb8c1;--minus:#e08a5f}}
body{margin:0;background:var(--paper);color:var(--ink);font:15px/1.45 system-ui,'Noto Sans',sans-serif}
main{max-width:60rem;margin:0 auto;padding:24px 16px}
h1{font-size:1.5rem}h2{font-size:1.15rem;margin-top:2rem}
p{max-width:70ch}
table{border-collapse:collapse;width:100%;font-variant-numeric:tabular-nums}
th,td{text-align:left;padding:3px 8px;border-bottom:1px solid var(--soft);vertical-align:top;font-weight:400}
thead th,tbody th[scope=rowgroup]{font-weight:600}
tbody{border-bottom:1px solid var(--line)}
.n{text-align:right;white-space:nowrap}
.bar{width:12rem;height:.8rem;display:block}
.chart{width:100%;height:auto}
.plus{fill:var(--plus)}.minus{fill:var(--minus)}
line{stroke:var(--line)}text{fill:var(--ink);font-size:12px}
details{border-bottom:1px solid var(--soft);padding:4px 0}
summary{cursor:pointer}
summary:focus-visible{outline:2px solid var(--plus)}
@media print{details:not([open])>*{display:revert}main{max-width:none}}
";
