/// The page's only style, and its name in the page's policy.
enum PageStyle {
    static let text = """

        :root { color-scheme: light dark; --line: #8884; --soft: #8882; --bar: #8fb3d9; --critical: #24507f; }
        body { font: 15px/1.5 system-ui, sans-serif; margin: 0; }
        main { max-width: 1080px; margin: 2rem auto; padding: 0 1rem; }
        h1 { font-size: 1.6rem; } h2 { margin-top: 2.2rem; border-bottom: 2px solid var(--line); }
        h3 { margin: 0 0 .3rem; font-size: 1.05rem; }
        dl { display: grid; grid-template-columns: max-content 1fr; gap: .2rem 1rem; } dt { font-weight: 600; } dd { margin: 0; }
        table { border-collapse: collapse; font-size: 14px; } th, td { text-align: left; padding: .2rem .6rem; }
        td { border-top: 1px solid var(--line); vertical-align: top; }
        code, pre { font: 13px/1.45 ui-monospace, monospace; overflow-wrap: break-word; }
        .time td:nth-child(4), .time td:nth-child(6) { white-space: nowrap; }
        .id code { overflow-wrap: anywhere; }
        pre { white-space: pre-wrap; background: var(--soft); padding: .6rem .8rem; border-radius: 4px; margin: .4rem 0; }
        .step { border: 1px solid var(--line); border-radius: 6px; padding: .8rem 1rem; margin: .8rem 0; }
        .step p { margin: .2rem 0; } .step ul { margin: .3rem 0; padding-left: 1.2rem; }
        .bar rect { fill: var(--bar); } .bar .critical { fill: var(--critical); } .bar .track { fill: var(--soft); }
        .step:target { outline: 3px solid var(--bar); }
        @media (prefers-color-scheme: dark) { :root { --bar: #4f79a6; --critical: #b9d6f5; } }
        @media print {
          :root { color-scheme: light; } body { font-size: 11pt; } main { max-width: none; margin: 0; padding: 0; }
          a { color: inherit; text-decoration: none; } .step, tr { break-inside: avoid; } h2, h3 { break-after: avoid; }
          pre { border: 1px solid var(--line); font-size: 8pt; line-height: 1.3; } .long { columns: 3; }
          .step:has(.long) { break-inside: auto; } .time .bar { width: 180px; } .bar { print-color-adjust: exact; }
        }

        """

    /// SHA-256 of ``text`` as Content Security Policy Level 3 names it; a test computes it again.
    static let hash = "sha256-MLeKa5GWB9KAGV3jIQ+nXIXRTv3vEtfcq00SrDqAPOE="
}
