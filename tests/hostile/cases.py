"""Hostile inputs, each with the exit status and the word that must stand in what is said about it."""

from collections.abc import Iterator
from dataclasses import dataclass

BOMB = "__import__('os').system('touch PWNED')"
"""What would leave a trace, if a text were ever run."""

HEAD = (
    "sizes: [n, m]\n"
    "symbols: {x: 'vector[n]', y: 'vector[n]', A: 'matrix[n, n]', a: scalar, b: scalar, k: 'index[n]'}\n"
)


@dataclass(frozen=True)
class Case:
    """An input for a command; `word` is a diagnostic code, a verdict or a part of the message."""

    name: str
    status: int
    word: str
    data: bytes
    door: str = "check"


def claim(text: str) -> bytes:
    """A file with one claim."""
    return (HEAD + "derivations:\n  - prove: '" + text.replace("'", "''") + "'\n").encode()


def file(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


def wrapped(before: str, inside: str, after: str, times: int) -> str:
    return before * times + inside + after * times


def definitions(rows: Iterator[tuple[str, str]], text: str) -> bytes:
    """A file with many definitions and one claim."""
    lines = "".join(f"  {name}: '{right}'\n" for name, right in rows)
    return file(HEAD + "define:\n" + lines + f"derivations:\n  - prove: '{text}'\n")


# ── Code where a formula, a name or a text belongs ──────────────────────────────────────────────

CODE = {
    "import-os": (BOMB, "E2"),
    "eval": ("eval('1 + 1') = 2", "E2"),
    "exec": ("exec('import os') = 0", "E2"),
    "open": ("open('/etc/passwd') = 0", "E2"),
    "lambda": ("(lambda: 0)() = 0", "E2"),
    "walrus": ("(a := 1) = 1", "E"),
    "dunder": ("a.__class__.__mro__ = 0", "E2"),
    "subclasses": ("().__class__.__base__.__subclasses__() = 0", "E2"),
    "format": ("f'{a}' = a", "E"),
    "comprehension": ("[x for x in (1).__class__.__mro__] = 0", "E2"),
    "sympify": ("sympify('a') = a", "E"),
    "symbol": ("Symbol('a') = a", "E"),
    "srepr": ("Function('f')(a) = a", "E"),
    "getattr": ("getattr(a, 'b') = a", "E"),
    "decorator": ("@a = a", "E2"),
    "semicolon": ("a; import os = a", "E2"),
    "backtick": ("`id` = a", "E2"),
    "shell": ("$(id) = a", "E2"),
    "template": ("{{7*7}} = 49", "E2"),
    "percent": ("%s%n = a", "E2"),
    "star-import": ("from os import * = a", "E"),
    "string-join": ("''.join(a) = a", "E2"),
    "slice-call": ("x[::__import__('os')] = x", "E2"),
    "latex-write": (r"$\write18{id}$ = a", "E2"),
    "latex-input": (r"$\input{/etc/passwd}$ = a", "E2"),
    "latex-def": (r"$\def\x{\x\x}\x$ = a", "E2"),
    "latex-csname": (r"$\csname end\endcsname$ = a", "E2"),
    "latex-open": (r"$\frac{a}{$ = a", "E2"),
    "latex-loop": (r"$\newcommand{\a}{\a}\a$ = a", "E2"),
}

NAMES = [
    "E",
    "I",
    "S",
    "N",
    "O",
    "Q",
    "C",
    "Symbol",
    "lambda",
    "sum",
    "pi",
    "True",
    "self",
    "os",
    "sys",
    "print",
    "id",
    "zoo",
    "oo",
    "nan",
]
"""Names of SymPy's, of Python's, and of other things."""

TYPES = {
    "type-call": "vector[__import__('os')]",
    "type-code": "eval('scalar')",
    "type-negative": "vector[-1]",
    "type-float": "vector[1.5]",
    "type-zero": "vector[0]",
    "type-tower": "vector[9**9**9]",
    "type-power": "matrix[n^n, n]",
    "type-deep": wrapped("vector[", "n", "]", 50),
    "type-many": "tensor[" + ", ".join(["n"] * 2000) + "]",
    "type-words": "symmetric " * 5000 + "matrix[n, n]",
    "type-blanks": "'scalar" + " " * 200_000 + "x'",
    "type-at-at": "'one-hot[n]" + " at" * 100_000 + "'",
    "type-function": "function(" + wrapped("function(", "scalar", ") -> scalar", 50) + ") -> scalar",
}

# ── Trees, numbers and sums that are too large ──────────────────────────────────────────────────

LARGE = {
    "brackets-100000": ("(" * 100_000 + "a" + ")" * 100_000 + " = a", 2, "E205"),
    "brackets-9000": (wrapped("(", "a", ")", 9_000) + " = a", 2, "E20"),
    "brackets-101": (wrapped("(", "a", ")", 101) + " = a", 2, "E208"),
    "brackets-90": (wrapped("(", "a", ")", 90) + " = a", 0, "proved"),
    "brackets-mixed": (wrapped("([{", "a", "}])", 2_000) + " = a", 2, "E208"),
    "brackets-open": ("(" * 5_000 + " = a", 2, "E2"),
    "brackets-close": (")" * 5_000 + " = a", 2, "E211"),
    "bars": ("|" * 3_000 + "a" + "|" * 3_000 + " = a", 2, "E2"),
    "latex-groups": ("$" + wrapped("{", "a", "}", 3_000) + "$ = a", 2, "E208"),
    "latex-fractions": ("$" + wrapped(r"\frac{", "a", "}{b}", 300) + "$ = a", 2, "E208"),
    "latex-left": ("$" + wrapped(r"\left(", "a", r"\right)", 300) + "$ = a", 2, "E208"),
    "latex-scripts": ("$" + wrapped("x_{", "k", "}", 300) + "$ = a", 2, "E208"),
    "million-characters": ("a + " * 240_000 + "a = a", 2, "E205"),
    "many-terms": (" + ".join(["a"] * 2_400) + " = a", 2, "E208"),
    "sum-of-190": (" + ".join(["a"] * 190) + " = 190 a", 0, "proved"),
    "signs": ("-" * 4_000 + "a = a", 2, "E208"),
    "nots": ("1[" + "not " * 3_000 + "(a > 0)] = 1", 2, "E208"),
    "primes": ("tanh" + "'" * 3_000 + "(a) = a", 2, "E330"),
    "transposes": ("A" + "^T" * 2_000 + " = A", 2, "E208"),
    "powers": ("a" + "^2" * 2_000 + " = a", 2, "E2"),
    "subscripts": ("x" + "[0]" * 1_500 + " = a", 2, "E"),
    "long-name": ("q" * 15_000 + " = a", 2, "E"),
    "long-subscript": ("x_" + "k" * 15_000 + " = a", 2, "E"),
    "sums-nested": (
        "".join(f"Σ_{c} " for c in "cdefghlpqr") + " ".join(f"x_{c}" for c in "cdfghlpqr") + " = a",
        2,
        "E",
    ),
    "sums-300": ("Σ_i " * 300 + "x_i = a", 2, "E"),
    "sums-in-ranges": ("Σ_{i=1}^{100000} Σ_{j=1}^{100000} 1[i = j] = 100000", 1, "undecided"),
    "sum-billion": ("Σ_{i=1}^{1000000000} a = 1000000000 a", 1, ""),
    "product-long": ("Π_{i=1}^{100000} a = a^100000", 1, "undecided"),
    "tower-of-powers": ("9**9**9**9 = 0", 2, "E207"),
    "tower-in-brackets": ("2^(3^(4^5)) = 1", 2, "E207"),
    "tower-of-fractions": ("(2/3)^(10^6) = 1", 2, "E207"),
    "tower-exponent": ("a^(9^9^9) = 1", 2, "E215"),
    "tower-of-sizes": ("2^(9^(n^n)) = 2", 1, ""),
    "tower-negative": ("a**(0 - 9**9**9) = 1", 2, "E207"),
    "ones-to-a-tower": ("(-1)^(9^300) = 1", 1, ""),
    "literal-5000-digits": ("a = " + "9" * 5_000, 2, "E207"),
    "literal-exponent": ("a = 1e999999999", 2, "E207"),
    "literal-exponent-long": ("a = 1e" + "9" * 5_000, 2, "E207"),
    "literal-fraction-long": ("a = 0." + "3" * 5_000, 2, "E207"),
    "literals-multiplied": (" * ".join(["1e400"] * 13) + " a = a", 1, ""),
    "literals-added": (" + ".join(["9" * 190] * 20) + " = a", 1, "refuted"),
    "eye-million": ("eye(1000000) = eye(1000000)", 1, "undecided"),
    "ones-10-to-10": ("sum(ones(100000, 100000)) = 10000000000", 1, "undecided"),
    "eye-product": ("eye(2000) eye(2000) = eye(2000)", 1, "undecided"),
    "determinant-300": ("det(eye(300)) = 1", 1, "undecided"),
    "matrix-power": ("A^1000000 = A", 2, "E314"),
    "matrix-power-64": ("A^64 = A^32 A^32", 1, ""),
    "matrix-product-30": (" ".join(["A"] * 30) + " x = " + " ".join(["A^3"] * 10) + " x", 1, ""),
    "inverses": (wrapped("inv(A + ", "A", ")", 20) + " = A", 1, "undecided"),
    "softmax-60": (wrapped("softmax(", "x", ")", 60) + " = x", 1, "undecided"),
    "softmax-derivative": ("∂/∂x " + wrapped("softmax(", "x", ")", 20) + " = eye(n)", 1, "undecided"),
    "abs-40": (wrapped("abs(", "a", " - 1)", 40) + " = a", 1, "undecided"),
    "relu-nested": ("∂/∂A sum(" + wrapped("relu(A ", "x", ")", 30) + ") = A", 1, "undecided"),
    "sixth-derivative": (
        "∂/∂a " * 6 + "(" + " ".join(f"(a + {i} b)" for i in range(40)) + ") = 1",
        1,
        "undecided",
    ),
    "derivative-of-order-7": ("∂^7 a / ∂a^7 = 0", 2, "E"),
    "exp-8-derivative": ("∂/∂a " * 6 + wrapped("exp(", "a", ")", 8) + " = 1", 1, "undecided"),
    "kinks-30": (" + ".join(f"abs(a - {i} b)" for i in range(20)) + " = 0", 1, ""),
    "cases-60": ("{" + "; ".join(f"{i} if a > {i}" for i in range(40)) + "; 0 otherwise} = 1", 1, "refuted"),
    "block-of-150": ("[" + ", ".join(["a"] * 150) + "] = [" + ", ".join(["a"] * 150) + "]", 0, "proved"),
    "exp-overflow": ("exp(10^300 a) = 1", 1, ""),
    "cosine-far": ("cos(1000000000 a) = 1", 1, "refuted"),
    "cancelling-overflow": ("exp(1000000 a)/exp(1000000 a) = 1", 0, "proved"),
    "power-of-powers": ("x**x**x**x = x", 1, ""),
    "product-of-25": ("∂/∂A sum(" + "A " * 25 + ") = A", 1, ""),
    "nets-of-7-layers": ("∂/∂A sum(" + wrapped("tanh(A ", "x", ")", 7) + ") = A", 1, ""),
    "equations": (" = ".join(["a"] * 2_000), 0, "proved"),
    "division-by-zero": ("a / 0 = 1", 1, ""),
    "zero-to-zero": ("0^0 = 1", 0, "proved"),
    "zero-to-minus-one": ("0^(-1) = 1", 1, ""),
    "log-of-zero": ("log(0) = a", 1, ""),
    "index-beyond": ("x_{999999999999} = 0", 1, ""),
    "index-below": ("x_{-1} = 0", 2, "E"),
    "delta-many": (" ".join(["δ_kk"] * 50) + " = 1", 0, "proved"),
    "commas": ("f" + "," * 4_000 + " = a", 2, "E"),
    "equals-only": ("=" * 4_000, 2, "E"),
    "condition-of-a-sum": ("sum(y[j] for j if x > b) = 1", 1, "ill-shaped"),
    "negative-length": ("sum(ones(n - m)) = n - m", 0, "proved"),
    "empty": ("", 2, "E"),
    "only-blanks": (" " * 5_000, 2, "E"),
}

# ── YAML ────────────────────────────────────────────────────────────────────────────────────────

TAIL = "derivations:\n  - prove: a = a\n"
YAML: dict[str, tuple[str, int, str]] = {
    "tag-apply": ("!!python/object/apply:os.system ['touch PWNED']\n", 2, "E104"),
    "tag-new": ("title: !!python/object/new:subprocess.Popen [['touch', 'PWNED']]\n", 2, "E104"),
    "tag-name": ("title: !!python/name:os.system\n", 2, "E104"),
    "tag-module": ("title: !!python/module:os\n", 2, "E104"),
    "tag-binary": ("title: !!binary aGVsbG8=\n", 2, "E104"),
    "tag-local": ("title: !mine x\n", 2, "E104"),
    "tag-int": ("title: !!int 3\n", 2, "E104"),
    "tag-verbatim": ("title: !<tag:yaml.org,2002:str> x\n", 2, "E104"),
    "tag-directive": ("%TAG ! tag:x,2000:\n---\ntitle: x\n", 2, "E104"),
    "yaml-directive": ("%YAML 99999999999999999999.1\n---\ntitle: x\n", 2, "E104"),
    "alias": ("title: &a x\nnotes: *a\n", 2, "E104"),
    "alias-unknown": ("title: *nobody\n", 2, "E104"),
    "alias-cycle": ("symbols: &a\n  x: *a\n", 2, "E104"),
    "laughs": ("a: &a [l, l, l]\n" + "".join(f"{c}: &{c} [*{p}, *{p}, *{p}]\n" for p, c in zip("abcdefgh", "bcdefghi", strict=True)), 2, "E104"),
    "merge": ("symbols:\n  <<: {x: scalar}\n", 2, "E104"),
    "merge-list": ("symbols:\n  <<: [{x: scalar}, {y: scalar}]\n", 2, "E104"),
    "two-documents": ("title: a\n---\ntitle: b\n", 2, "E103"),
    "doubled-key": ("title: a\ntitle: b\n", 2, "E105"),
    "doubled-key-normalised": ("symbols: {é: scalar, e\u0301: scalar}\n", 2, "E105"),
    "key-list": ("? [a, b]\n: c\n", 2, "E106"),
    "key-mapping": ("? {a: b}\n: c\n", 2, "E106"),
    "key-empty": (": c\n", 2, "E106"),
    "key-long": ("k" * 2_000 + ": c\n", 2, "E1"),
    "flow-deep": ("a: " + "[" * 100_000 + "\n", 2, "E120"),
    "flow-deep-mappings": ("a: " + "{a: " * 50_000 + "\n", 2, "E120"),
    "dashes": ("- " * 50_000 + "a\n", 2, "E120"),
    "questions": ("? " * 50_000 + "a\n", 2, "E1"),
    "indented": ("".join(" " * i + "a:\n" for i in range(1_000)), 2, "E120"),
    "quote-open": ("title: '" + "x" * 500_000, 2, "E107"),
    "double-quote-open": ('title: "' + "\\" * 99_999, 2, "E10"),
    "escape-large": ('title: "\\UFFFFFFFF"\n', 2, "E109"),
    "escape-surrogate": ('title: "\\ud800"\n' + HEAD + TAIL, 0, "proved"),
    "escape-nul": ('title: "\\0"\n' + HEAD + TAIL, 0, "proved"),
    "escape-bell": ('title: "a\\ab"\n' + HEAD + TAIL, 0, "proved"),
    "block-header": ("title: |99\n  x\n", 2, "E108"),
    "wide-value": ("title: " + "x " * 490_000 + "\n" + HEAD + TAIL, 0, "proved"),
    "many-nodes": ("a: [" + "x," * 60_000 + "]\n", 2, "E121"),
    "many-keys": ("".join(f"k{i}: 1\n" for i in range(60_000)), 2, "E1"),
    "many-comments": ("# x\n" * 200_000 + HEAD + TAIL, 0, "proved"),
    "many-blank-lines": ("\n" * 900_000 + HEAD + TAIL, 0, "proved"),
    "tabs": ("\tsymbols: {x: scalar}\n", 2, "E122"),
    "not-a-mapping": ("- a\n- b\n", 2, "E102"),
    "plain-text": ("hello\n", 2, "E102"),
    "empty-file": ("", 2, "E101"),
    "only-comments": ("# nothing\n", 2, "E101"),
    "unknown-key": ("symbol: {x: scalar}\n", 2, "E130"),
    "key-of-python": ("__class__: x\n", 2, "E130"),
    "nothing-to-check": ("title: x\n", 2, ""),
    "size-zero": ("sizes: {n: 0}\n", 2, "E135"),
    "size-negative": ("sizes: {n: -1}\n", 2, "E135"),
    "size-half": ("sizes: {n: 1.5}\n", 2, "E135"),
    "size-billion": ("sizes: {n: 1000000000}\n", 2, "E135"),
    "size-true": ("sizes: {n: true}\n", 2, "E135"),
    "size-nan": ("sizes: {n: .nan}\n", 2, "E135"),
    "size-hex": ("sizes: {n: 0x10}\n", 2, "E135"),
    "size-power": ("sizes: {n: 10**9}\n", 2, "E135"),
    "size-digits": ("sizes: {n: " + "9" * 5_000 + "}\n", 2, "E135"),
    "size-arabic-digits": ("sizes: {n: ٣}\n", 2, "E135"),
    "size-of-digits-and-letters": ("symbols: {x: 'simplex[1000001e-50]'}\n", 2, "E140"),
    "size-list": ("sizes: {n: [3]}\n", 2, "E132"),
    "sizes-300": ("sizes: [" + ", ".join(f"n{i}" for i in range(300)) + "]\nsymbols:\n" + "".join(f"  s{i}: vector[n{i}]\n" for i in range(300))
                  + "derivations:\n  - prove: '" + " + ".join(f"sum(s{i})" for i in range(100)) + " = 1'\n", 1, ""),
    "sizes-of-190-matrices": ("sizes: [" + ", ".join(f"n{i}" for i in range(190)) + "]\nsymbols:\n" + "".join(f"  s{i}: matrix[n{i}, n{(i + 1) % 190}]\n" for i in range(190))
                              + "derivations:\n  - prove: '" + " + ".join(f"sum(s{i})" for i in range(190)) + " = 1'\n", 1, "refuted"),
    "function-of-matrices": ("symbols: {f: 'function(matrix[100, 100]) -> matrix[100, 100]', A: 'matrix[100, 100]'}\nderivations:\n  - prove: f(A) = A\n", 1, "undecided"),
    "simplex-4000": ("symbols: {x: 'simplex[4000]', y: 'simplex[5000]'}\nderivations:\n  - prove: sum(x) = 2\n  - prove: sum(y) = 2\n", 1, ""),
    "names-1500": ("symbols:\n" + "".join(f"  s{i}: scalar\n" for i in range(1_500)) + TAIL, 2, "E121"),
    "symbols-500": ("symbols:\n" + "".join(f"  s{i}: scalar\n" for i in range(500)) + "derivations:\n  - prove: '"
                    + " ".join(f"s{i}" for i in range(190)) + " = " + " ".join(f"s{i}" for i in range(189, -1, -1)) + "'\n", 0, "proved"),
    "matrix-million": ("symbols: {x: 'matrix[1000000, 1000000]'}\nderivations:\n  - prove: sum(x) = 1\n", 1, ""),
    "simplex-million": ("symbols: {x: 'simplex[1000000]'}\nderivations:\n  - prove: sum(x) = 1\n", 1, ""),
    "inverse-30": ("symbols: {A: 'invertible matrix[30, 30]'}\nderivations:\n  - prove: inv(A) A = eye(30)\n", 1, ""),
    "orthogonal-60": ("symbols: {A: 'orthogonal matrix[60, 60]'}\nderivations:\n  - prove: A^T A = eye(60)\n", 1, ""),
    "free-indices-12": ("sizes: [n]\nsymbols: {x: 'vector[n]'}\nderivations:\n  - for: [i, j, k, l, m, p, q, r, s, t, u, v]\n    prove: '"
                        + " ".join(f"x_{c}" for c in "ijklmpqrstuv") + " = " + " ".join(f"x_{c}" for c in "vutsrqpmlkji") + "'\n", 1, ""),
    "assumptions-100": (HEAD + "assume:\n" + "".join(f"  - a > {i}\n" for i in range(100)) + "derivations:\n  - prove: a = a\n", 0, ""),
    "contradiction": (HEAD + "assume: ['a > 1', 'a < 0']\nderivations:\n  - prove: a = b\n", 1, "undecided"),
    "expect-code": (HEAD + "derivations:\n  - {prove: a = a, expect: __import__}\n", 2, "E145"),
    "layout-code": ("layout: os.system\n", 2, "E134"),
    "version": ("symderiv: 999999999999999999999\n", 2, "E141"),
    "loss-colons": (HEAD + "loss: '$" + ":=" * 200_000 + "'\n", 2, "E"),
    "loss-code": (HEAD + "loss: " + '"' + BOMB + '"' + "\n", 2, "E"),
    "title-escapes": ("title: 'a \u001b[31m b'\n", 2, "E123"),
    "chain-of-1": (HEAD + "derivations:\n  - chain: [a]\n", 2, ""),
    "chain-of-500-mistakes": (HEAD + "derivations:\n  - chain:\n" + "".join(f"      - a + {i}\n" for i in range(100)), 1, "refuted"),
    "function-behind-a-step": ("symbols: {a: scalar, b: positive scalar, f: function(scalar) -> scalar}\nderivations:\n"
                               "  - prove: exp(4/a) = f(b) where(a > 0, b, 0)\n", 1, "refuted"),
    "ids-the-same": (HEAD + "derivations:\n" + "  - {name: foo, prove: a = a}\n" * 1_000, 0, "proved"),
    "claims-10000": (HEAD + "derivations:\n" + "  - prove: a = a\n" * 10_000, 0, "10000 claims"),
    "texts-of-code": (f'title: "{BOMB}"\nnotes: "{BOMB}"\n' + HEAD + f'derivations:\n  - {{name: "{BOMB}", source: "{BOMB}", prove: a = a}}\n', 0, "proved"),
    "symbol-of-code": (f'symbols: {{"{BOMB}": scalar}}\n', 2, "error[E"),
    "size-of-code": (f'sizes: {{n: "{BOMB}"}}\n' + "symbols: {x: 'vector[n]'}\n" + "derivations:\n  - prove: x = x\n", 0, "proved"),
    "definition-of-code": (HEAD + f'define: {{q: "{BOMB}"}}\n', 2, "E2"),
    "unknown-names": (HEAD + "derivations:\n" + "".join(f"  - prove: 'zeta{i} = a'\n" for i in range(1_000)), 2, "E301"),
    "slug-of-signs": (HEAD + "derivations:\n  - {name: '///../../etc/passwd', prove: a = a}\n", 0, "proved"),
    "title-of-latex": ("title: '\\input{/etc/passwd} $x$ \\end{document} % & # _ ^ ~'\n" + HEAD + TAIL, 0, "proved"),
    "title-of-html": ("title: '<script>alert(1)</script>'\n" + HEAD + TAIL, 0, "proved"),
}  # fmt: skip

# ── Characters ──────────────────────────────────────────────────────────────────────────────────

OK = (HEAD + TAIL).encode()
BYTES: dict[str, tuple[bytes, int, str]] = {
    "bom": (b"\xef\xbb\xbf" + OK, 0, "proved"),
    "bom-twice": (b"\xef\xbb\xbf\xef\xbb\xbf" + OK, 0, "proved"),
    "bom-within": (OK.replace(b"a = a", b"a = \xef\xbb\xbfa"), 2, "E"),
    "crlf": (OK.replace(b"\n", b"\r\n"), 0, "proved"),
    "cr-only": (OK.replace(b"\n", b"\r"), 2, "E"),
    "nul": (OK + b"\0", 2, "E116"),
    "nul-first": (b"\0" + OK, 2, "E116"),
    "utf-16-le": (b"\xff\xfe" + OK.decode().encode("utf-16-le"), 2, "E114"),
    "utf-16-be": (b"\xfe\xff" + OK.decode().encode("utf-16-be"), 2, "E114"),
    "utf-32": (OK.decode().encode("utf-32"), 2, "E11"),
    "latin-1": ("title: ŷ é".encode("latin-1", "replace") + b"\xe9\n" + OK, 2, "E114"),
    "utf-8-cut": (OK + b"# \xe2\x88", 2, "E114"),
    "utf-8-overlong": (OK + b"# \xc0\xaf\n", 2, "E114"),
    "surrogate": (file("title: '\ud800'\n") + OK, 2, "E114"),
    "png": (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + bytes(range(256)) * 20, 2, "E11"),
    "gzip": (b"\x1f\x8b\x08\x00" + bytes(range(256)) * 20, 2, "E11"),
    "megabytes": (OK + b"# " + b"x" * 1_100_000, 2, "E115"),
    "escape-sequence": (OK + b"# \x1b[2J\n", 2, "E123"),
    "delete": (OK.replace(b"a = a", b"a = a\x7f"), 2, "E"),
    "next-line": (OK.replace(b"a = a", "a = a\u0085".encode()), 2, "E"),
    "line-separator": (OK.replace(b"a = a", "a =\u2028a".encode()), 2, "E"),
    "noncharacter": (OK.replace(b"a = a", "a = a\uffff".encode()), 2, "E"),
    "homoglyph": (OK.replace(b"a = a", "\u0430 = a".encode()), 2, "E203"),
    "homoglyph-greek": (OK.replace(b"a = a", "\u03bf = a".encode()), 2, "E"),
    "fullwidth": (OK.replace(b"a = a", "\uff41 = a".encode()), 2, "E203"),
    "mathematical-letter": (OK.replace(b"a = a", "\U0001d44e = a".encode()), 2, "E203"),
    "bidirectional": (OK.replace(b"a = a", "a = \u202ea\u202c".encode()), 2, "E"),
    "zero-width": (OK.replace(b"a = a", "a\u200b = a".encode()), 2, "E202"),
    "soft-hyphen": (OK.replace(b"a = a", "a\u00ad = a".encode()), 2, "E202"),
    "no-break-space": (OK.replace(b"a = a", "a\u00a0= a".encode()), 0, "proved"),
    "combining-alone": (OK.replace(b"a = a", "\u0301 = a".encode()), 2, "E"),
    "combining-many": (OK.replace(b"a = a", ("a" + "\u0301" * 5_000 + " = a").encode()), 2, "E"),
    "emoji": (OK.replace(b"a = a", "\U0001f600 = a".encode()), 2, "E2"),
    "variation": (OK.replace(b"a = a", "a\ufe0f = a".encode()), 2, "E201"),
    "private": (OK.replace(b"a = a", "\ue000 = a".encode()), 2, "E2"),
    "unassigned": (OK.replace(b"a = a", "\U000e0fff = a".encode()), 2, "E"),
    "digits-of-others": (OK.replace(b"a = a", "a = \u0663".encode()), 2, "E2"),
    "superscript-many": (OK.replace(b"a = a", ("a" + "\u00b2" * 500 + " = a").encode()), 1, "undecided"),
    "quotes-curly": (OK.replace(b"a = a", "\u201ca\u201d = a".encode()), 2, "E2"),
    "ligature": (OK.replace(b"a = a", "\ufb01 = a".encode()), 2, "E"),
    "angstrom": (OK.replace(b"a = a", "\u212b = a".encode()), 2, "E301"),
}  # fmt: skip

# ── All of them ─────────────────────────────────────────────────────────────────────────────────


def names() -> Iterator[Case]:
    """Every name of another world as a symbol: a name like any other, or refused as one."""
    for name in NAMES:
        text = f"symbols: {{{name}: scalar, q: scalar}}\nderivations:\n  - prove: '{name} + q = q + {name}'\n"
        yield Case(f"name-{name}", 0, "proved", file(text))


def doubling(step: str, count: int) -> Iterator[tuple[str, str]]:
    """d0, d1, …, each made of two of the one before."""
    yield "d0", "a + b"
    for i in range(1, count):
        yield f"d{i}", step.replace("@", f"d{i - 1}")


def files() -> Iterator[Case]:
    """The cases that are files given to `symderiv check`."""
    for name, (text, word) in CODE.items():
        yield Case(f"code-{name}", 2, word, claim(text))
    for name, text in TYPES.items():
        written = f"sizes: [n]\nsymbols:\n  x: {text}\nderivations:\n  - prove: x = x\n"
        yield Case(name, 2, "E", file(written))
    for name, (text, status, word) in LARGE.items():
        yield Case(name, status, word, claim(text))
    for name, (text, status, word) in YAML.items():
        yield Case(f"yaml-{name}", status, word, file(text))
    for name, (data, status, word) in BYTES.items():
        yield Case(f"bytes-{name}", status, word, data)
    yield from names()
    yield Case("name-None", 2, "E229", file("symbols: {None: scalar}\n"))
    yield Case(
        "type-enormous-size",
        1,
        "undecided",
        file(f"symbols: {{x: 'vector[{'9' * 20}]'}}\nderivations:\n  - prove: x = x\n"),
    )
    yield Case("definitions-laugh", 1, "undecided", definitions(doubling("@ + @", 60), "d59 = a"))
    yield Case("definitions-laugh-sines", 1, "undecided", definitions(doubling("@ + sin(@)", 18), "d17 = a"))
    yield Case("definitions-squares", 1, "", definitions(doubling("@ @", 18), "d17 = a"))
    yield Case("definitions-deep", 1, "undecided", definitions(doubling("@ + 1", 500), "d499 = a"))
    yield Case("definitions-3000", 2, "E121", definitions(doubling("@ + 1", 3_000), "d2999 = a"))
    yield Case("definition-of-itself", 2, "E", definitions(iter([("q", "q + 1")]), "q = a"))
    family = iter([("F(u)", "sin(u) cos(u)"), ("G(u)", "F(F(F(u)))"), ("H(u)", "G(G(G(u)))")])
    yield Case("families-nested", 1, "undecided", definitions(family, "H(H(a)) = a"))


PARSED = {
    "parse-code": (BOMB, "a: scalar", 2, "E2"),
    "parse-symbols-code": ("a", BOMB, 2, "E"),
    "parse-symbols-tag": ("a", "a: !!python/name:os.system scalar", 2, "E"),
    "parse-symbols-alias": ("a", "a: &x scalar, b: *x", 2, "E104"),
    "parse-symbols-deep": ("a", "a: " + "[" * 5_000, 2, "E"),
    "parse-brackets": ("(" * 20_000, "a: scalar", 2, "E20"),
    "parse-million": ("a" * 100_000, "a: scalar", 2, "E205"),
    "parse-newlines": ("a\n+\n" * 90 + "a", "a: scalar", 0, "Unicode"),
    "parse-surrogate": ("\udcff", "a: scalar", 2, "E"),
    "parse-path": ("../../etc/passwd", "a: scalar", 2, "E"),
    "parse-bidirectional": ("a \u202e+ a", "a: scalar", 2, "E202"),
    "parse-latex": (r"$\frac{a}{a}$", "a: scalar", 0, "Unicode"),
    "parse-latex-write": (r"$\immediate\write18{id} a$", "a: scalar", 2, "E2"),
    "parse-tower": ("9**9**9**9", "a: scalar", 2, "E207"),
    "parse-laughs": (wrapped("softmax(", "x", ")", 60), "x: vector[n]", 0, "Unicode"),
    "parse-symbols-brackets": ("a", "[" * 50_000, 2, "E"),
    "parse-symbols-lines": ("a", "\n" * 50_000, 2, "E"),
    "parse-symbols-commas": ("a", ", " * 25_000, 2, "E"),
    "parse-symbols-1500": ("a", ", ".join(f"a{i}: scalar" for i in range(1_500)), 2, "E121"),
    "parse-blanks": (" " * 15_000, "a: scalar", 2, "E200"),
    "parse-empty": ("", "a: scalar", 2, "E200"),
    "parse-option": ("--help-me", "", 2, ""),
}
"""Expression and symbols of `symderiv parse`, its status and a word of its answer."""
