"""Diagnostics of files and of YAML: E100 to E124."""

from typing import Final

from symderiv.catalogue.entry import Entry

FILES: Final = (
    Entry(
        "E100", "file",
        "A line is neither `key: value` nor an item of a list nor the continuation of a value. Most "
        "often the space after a colon is missing, or a formula goes on in a new line without being "
        "indented.",
        "title:Softmax\n"
        "symbols: {x: scalar}\n",
        "title: Softmax\n"
        "symbols: {x: scalar}\n",
    ),
    Entry(
        "E101", "file",
        "The file holds nothing but white space and comments.",
        "# to be written\n", "symbols: {x: scalar}\n",
    ),
    Entry(
        "E102", "file",
        "A derivation file is a mapping: `symbols:`, `loss:`, `gradients:` and so on, each with its "
        "value. A formula or a list by itself belongs under one of these keys.",
        "J = x^2\n",
        "symbols: {x: scalar}\n"
        "loss: J = x^2\n",
    ),
    Entry(
        "E103", "file",
        "`---` starts a second YAML document in the same file. Put it into a file of its own, or "
        "remove the line.",
        "symbols: {x: scalar}\n"
        "---\n"
        "loss: J = x^2\n",
        "symbols: {x: scalar}\n"
        "loss: J = x^2\n",
    ),
    Entry(
        "E104", "file",
        "Tags (`!…`), anchors (`&…`), aliases (`*…`), merge keys (`<<`) and directives (`%…`) are "
        "YAML's own machinery and are not read. A formula that begins with such a sign needs quotes.",
        "symbols: {x: scalar}\n"
        "derivations:\n"
        "  - prove: *x = x\n",
        "symbols: {x: scalar}\n"
        "derivations:\n"
        "  - prove: '1 * x = x'\n",
    ),
    Entry(
        "E105", "file",
        "The same key stands twice in one mapping; which of the two is meant, nobody can tell. Two "
        "claims about one variable are a list under one key.",
        "symbols: {x: scalar}\n"
        "loss: J = x^2\n"
        "gradients:\n"
        "  x: 2 x\n"
        "  x: x + x\n",
        "symbols: {x: scalar}\n"
        "loss: J = x^2\n"
        "gradients:\n"
        "  x:\n"
        "    - 2 x\n"
        "    - x + x\n",
    ),
    Entry(
        "E106", "file",
        "What stands before `: ` must be a name or a key word; a list or a mapping cannot stand "
        "there.",
        "symbols:\n"
        "  [x, z]: scalar\n",
        "symbols:\n"
        "  x: scalar\n"
        "  z: scalar\n",
    ),
    Entry(
        "E107", "file",
        "A quote, a `[` or a `{` is opened and never closed, or closed by another sign.",
        "sizes: [V, D\n"
        "symbols: {x: 'vector[D]'}\n",
        "sizes: [V, D]\n"
        "symbols: {x: 'vector[D]'}\n",
    ),
    Entry(
        "E108", "file",
        "YAML gives this formula a meaning of its own: because of its first sign (`[`, `{`, `|`, `>`, "
        "`@`, …), because of `: ` or ` #` within it, or of commas between the braces of `{is: …}`. "
        "Put the whole value into single quotes.",
        "sizes: [n]\n"
        "symbols:\n"
        "  x: vector[n]\n"
        "loss: J = x^T x\n"
        "derivations:\n"
        "  - prove: |x|_1 = |x|_1\n",
        "sizes: [n]\n"
        "symbols:\n"
        "  x: vector[n]\n"
        "loss: J = x^T x\n"
        "derivations:\n"
        "  - prove: '|x|_1 = |x|_1'\n",
    ),
    Entry(
        "E109", "file",
        r"Between double quotes YAML reads `\f`, `\t`, `\b` and others as control characters, so that "
        r"`\frac` arrives without its backslash. LaTeX stands between single quotes, or in a block "
        "after `|`. (In titles, sources, notes and reasons escapes may stand: those are text.)",
        "symbols: {x: scalar}\n"
        "loss: \"J = $\\frac{1}{2} x$\"\n",
        "symbols: {x: scalar}\n"
        "loss: 'J = $\\frac{1}{2} x$'\n",
    ),
    Entry(
        "E110", "command",
        "There is no file of this name in this folder.",
        "symderiv check sotfmax.yaml", "symderiv check softmax.yaml",
    ),
    Entry(
        "E111", "command",
        "The command takes one file, and this is a folder. (`symderiv check` takes folders too.)",
        "symderiv latex notes", "symderiv latex notes/softmax.yaml",
    ),
    Entry(
        "E112", "command",
        "The system does not let the file or folder be read, or the name is none that a file can "
        "have.",
        "symderiv check softmax.yaml/inner.yaml", "symderiv check softmax.yaml",
    ),
    Entry(
        "E113", "command",
        "A pipe or a device has no end that could be waited for. Write its content to a file first.",
        "symderiv check /dev/null", "symderiv check softmax.yaml",
    ),
    Entry(
        "E114", "command",
        "The bytes of the file are no UTF-8 text. Save it again as UTF-8 in your editor.",
        "symderiv check latin1.yaml", "symderiv check softmax.yaml",
    ),
    Entry(
        "E115", "command",
        "A derivation file has at most 1 MB; this one is larger. Split it.",
        "symderiv check huge.yaml", "symderiv check softmax.yaml",
    ),
    Entry(
        "E116", "command",
        "The file holds zero bytes: it is an image, a program or the like, and no text.",
        "symderiv check photo.yaml", "symderiv check softmax.yaml",
    ),
    Entry(
        "E117", "command",
        "In this folder and below it is no file that ends in `.yaml` or `.yml`.",
        "symderiv check empty", "symderiv check notes",
    ),
    Entry(
        "E118", "command",
        "A Markdown or LaTeX document declares its symbols before anything in it can be checked: in "
        "front matter, in a fenced block, or in lines that start with `% symderiv:`.",
        "symderiv check bare.md", "symderiv check notes.md",
    ),
    Entry(
        "E119", "none",
        "A repair could not be written: the file may not be written to, or it has changed since it was read. "
        "Nothing was written; run the command again.",
    ),
    Entry(
        "E120", "command",
        "Lists and mappings stand within one another more than 24 deep. No derivation needs that.",
        "symderiv check deep.yaml", "symderiv check softmax.yaml",
    ),
    Entry(
        "E121", "command",
        "The file has more than 50,000 keys and values. Split it.",
        "symderiv check many.yaml", "symderiv check softmax.yaml",
    ),
    Entry(
        "E122", "file",
        "YAML reads structure off the indentation: entries of one mapping start in the same column, "
        "what belongs to a key stands deeper, and tabs do not count as indentation.",
        "symbols:\n"
        "\tx: scalar\n",
        "symbols:\n"
        "  x: scalar\n",
    ),
    Entry(
        "E123", "file",
        "A control character, or one that changes the direction of the text, stands in the file, "
        "where nobody can see it. Delete it and type the place again.",
        "symbols: {x: scalar} # \u202e\n", "symbols: {x: scalar} # a symbol\n",
    ),
    Entry(
        "E124", "command",
        "A mark means the display that stands right after it, with nothing between but blanks; a mark "
        "that means none would leave a formula unchecked. In a list or a quotation, write it on the line "
        "on which the display opens: `> <!-- symderiv --> $$`.",
        "symderiv check lost.md", "symderiv check notes.md",
    ),
)  # fmt: skip
