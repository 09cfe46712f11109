"""The report as JSON: the contract of every front end."""

import json
from typing import Any

from symderiv.language.answer import Counterexample
from symderiv.report import ErrorReport, FileReport, ObligationReport, RepairReport, Report
from symderiv.writing.escape import escape_json

Json = dict[str, Any]


def json_report(report: Report, *, ascii_only: bool = False) -> str:
    """The text of the report, in the order of the format; two runs differ in `seconds` alone."""
    data = {
        "symderiv": 1,
        "tool": report.tool,
        "files": [_file(file) for file in report.files],
        "summary": report.summary,
    }
    return escape_json(json.dumps(data, ensure_ascii=ascii_only, allow_nan=False, indent=1))


def _file(file: FileReport) -> Json:
    return {
        "path": file.path,
        "title": file.title,
        "errors": [_error(error) for error in file.errors],
        "obligations": [_obligation(obligation) for obligation in file.obligations],
    }


def _obligation(report: ObligationReport) -> Json:
    data: Json = {
        "id": report.id,
        "name": report.name,
        "derivation": report.derivation,
        "case": report.case,
        "step": report.step,
        "line": report.line,
        "column": report.column,
        "left": report.left,
        "right": report.right,
        "verdict": report.verdict,
        "scope": report.scope,
        "sizes": dict(report.sizes),
        "holds": report.holds,
        "caused_by": report.caused_by,
        "uses": list(report.uses),
        "conditions": list(report.conditions),
        "reason": report.reason,
        "counterexample": None if report.counterexample is None else _counterexample(report.counterexample),
        "repair": None if report.repair is None else _repair(report.repair),
        "expected": report.expected,
        "ok": report.ok,
        "seconds": report.seconds,
    }
    if report.derivative is not None:
        data["derivative"] = {
            "left": report.derivative.left,
            "right": report.derivative.right,
            "text": report.derivative.text,
            "verdict": report.derivative.verdict,
        }
    if report.error is not None:
        data["error"] = _error(report.error)
    if report.components:
        data["components"] = [
            {
                "indices": dict(entry.indices),
                "component": list(entry.component),
                "left": entry.left,
                "right": entry.right,
            }
            for entry in report.components
        ]
    if report.proof:
        data["proof"] = report.proof.splitlines()
    return data


def _counterexample(example: Counterexample) -> Json:
    return {
        "sizes": dict(example.sizes),
        "values": dict(example.values),
        "indices": dict(example.indices),
        "component": list(example.component),
        "left": example.left,
        "right": example.right,
        "words": example.words,
    }


def _repair(repair: RepairReport) -> Json:
    return {"kind": repair.kind, "right": repair.right, "text": repair.text, "verdict": repair.verdict}


def _error(error: ErrorReport) -> Json:
    return {
        "line": error.line,
        "column": error.column,
        "code": error.code,
        "message": error.message,
        "hint": error.hint,
    }
