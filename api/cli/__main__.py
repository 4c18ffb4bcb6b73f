"""Runs the command line; errors that a person can mend end in two sentences, not in a trace."""

import sys

import typer

from api.cli import base, console, demo, export, people, records, survey, up
from api.cli.survey_report import say_questions
from geo.errors import OneMapError
from geo.surveys import QuestionError

app = typer.Typer(
    name="onemap",
    help="物业管理一张图 One Map: the property management of a district on one map.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)
app.command("up")(up.up)
app.command("demo")(demo.demo)
_EXPORT = "导出某一版的边界。 Exports the boundaries of a release."
survey.app.command("export", help=_EXPORT)(export.export)
app.add_typer(survey.app, name="survey")
app.add_typer(base.app, name="base")
app.add_typer(records.app, name="records")
app.add_typer(people.users, name="user")
app.add_typer(people.displays, name="display")


@app.command("test", help="运行全部检查与测试（由 ./onemap 执行）。Runs all checks and tests.")
def test() -> None:
    """Says where the tests are run from, since the environment for them is made there."""
    console.say_line("./onemap test")
    raise typer.Exit(2)


def main() -> None:
    """Runs the command line and ends the process with its exit code."""
    try:
        app(prog_name="onemap")
    except OneMapError as error:
        if not isinstance(error, QuestionError):
            console.say_error(error)
        else:
            say_questions(question.as_dict() for question in error.questions)
        if "--json" in sys.argv:
            console.say_json(console.describe_error(error))
        sys.exit(console.find_exit_code(error))
    except KeyboardInterrupt:
        console.say_line("已取消，未作改动。 Cancelled; nothing was changed.")
        sys.exit(130)


if __name__ == "__main__":
    main()
