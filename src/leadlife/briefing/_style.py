"""How the page looks: on a screen by day and by night, on paper, and as a part of a notebook of any colour."""

from __future__ import annotations

from typing import Final

STYLE: Final = """
.leadlife-brief{font:15px/1.5 system-ui,sans-serif;max-width:60rem;margin:0 auto;padding:1rem;overflow-wrap:anywhere}
.leadlife-brief h1{font-size:1.5rem;line-height:1.25;margin:0 0 1rem}
.leadlife-brief h2{font-size:1.05rem;margin:0 0 .4rem}
.leadlife-brief section{border-top:1px solid #8885;padding:.8rem 0}
.leadlife-brief dl{margin:0}
.leadlife-brief dl>div{display:grid;grid-template-columns:minmax(8rem,12rem) 1fr;gap:.75rem;padding:.1rem 0}
.leadlife-brief dt,.leadlife-brief thead th,.leadlife-brief figcaption,.leadlife-brief footer{opacity:.75}
.leadlife-brief dd{margin:0}
.leadlife-brief .wide{overflow-x:auto;overflow-wrap:break-word}
.leadlife-brief table{border-collapse:collapse;width:100%}
.leadlife-brief th,.leadlife-brief td{padding:.3rem .75rem .3rem 0;vertical-align:top;text-align:left;
border-bottom:1px solid #8885;font-weight:inherit;background:none}
.leadlife-brief thead th{font-size:.85rem}
.leadlife-brief tbody th{font-weight:600}
.leadlife-brief figure{margin:0 0 .4rem}
.leadlife-brief blockquote{margin:0;padding-left:.75rem;border-left:3px solid #8885;font-size:1.1rem}
.leadlife-brief blockquote p{margin:0}
.leadlife-brief footer{border-top:1px solid #8885;font-size:.9rem}
.leadlife-page{margin:0;color-scheme:light dark;background:#fff;color:#1b1f24}
.leadlife-page .is-met{color:#116329}
.leadlife-page .is-unmet{color:#a40e26}
.leadlife-page .is-unknown,.leadlife-page .is-undecided{color:#7d4e00}
@media screen and (prefers-color-scheme:dark){.leadlife-page{background:#14181d;color:#e6e9ed}
.leadlife-page .is-met{color:#6fdc8c}
.leadlife-page .is-unmet{color:#ff9aa5}
.leadlife-page .is-unknown,.leadlife-page .is-undecided{color:#f1c232}}
@media (max-width:36rem){.leadlife-brief dl>div{grid-template-columns:1fr;gap:0}}
@media print{.leadlife-brief{max-width:none;padding:0;font-size:10pt}
.leadlife-brief tr,.leadlife-brief figure,.leadlife-brief dl>div{break-inside:avoid}
.leadlife-brief h2{break-after:avoid}}
""".strip()
