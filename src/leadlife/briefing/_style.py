"""How the page looks: on a screen by day and by night, and on paper."""

from __future__ import annotations

from typing import Final

STYLE: Final = """
.leadlife-page{margin:0;color-scheme:light dark;background:#fff;color:#1b1f24}
.leadlife-brief{--line:#d5dae0;--soft:#57606a;--good:#116329;--bad:#a40e26;--open:#7d4e00;
font:15px/1.5 system-ui,sans-serif;max-width:60rem;margin:0 auto;padding:1rem;overflow-wrap:anywhere}
.leadlife-brief h1{font-size:1.5rem;line-height:1.25;margin:0 0 1rem}
.leadlife-brief h2{font-size:1.05rem;margin:0 0 .4rem}
.leadlife-brief section{border-top:1px solid var(--line);padding:.8rem 0}
.leadlife-brief dl{margin:0}
.leadlife-brief dl>div{display:grid;grid-template-columns:minmax(8rem,12rem) 1fr;gap:.75rem;padding:.1rem 0}
.leadlife-brief dt{color:var(--soft)}
.leadlife-brief dd{margin:0}
.leadlife-brief .wide{overflow-x:auto}
.leadlife-brief table{border-collapse:collapse;width:100%;text-align:left}
.leadlife-brief th,.leadlife-brief td{padding:.3rem .75rem .3rem 0;vertical-align:top;text-align:left;
border-bottom:1px solid var(--line);font-weight:inherit;background:none}
.leadlife-brief thead th{color:var(--soft);font-size:.85rem}
.leadlife-brief tbody th{font-weight:600}
.leadlife-brief .is-met{color:var(--good)}
.leadlife-brief .is-unmet{color:var(--bad)}
.leadlife-brief .is-unknown,.leadlife-brief .is-undecided{color:var(--open)}
.leadlife-brief figure{margin:0 0 .4rem}
.leadlife-brief blockquote{margin:0;padding-left:.75rem;border-left:3px solid var(--line);font-size:1.1rem}
.leadlife-brief blockquote p{margin:0}
.leadlife-brief figcaption,.leadlife-brief footer{color:var(--soft);font-size:.9rem}
.leadlife-brief footer{border-top:1px solid var(--line)}
@media (prefers-color-scheme:dark){.leadlife-page{background:#14181d;color:#e6e9ed}
.leadlife-page .leadlife-brief{--line:#3a424c;--soft:#a3adb8;--good:#6fdc8c;--bad:#ff9aa5;--open:#f1c232}}
@media (max-width:36rem){.leadlife-brief dl>div{grid-template-columns:1fr;gap:0}}
@media print{.leadlife-page{background:#fff;color:#000}.leadlife-brief{max-width:none;padding:0;font-size:10.5pt}
.leadlife-brief section,.leadlife-brief tr,.leadlife-brief figure{break-inside:avoid}
.leadlife-brief h2{break-after:avoid}}
""".strip()
