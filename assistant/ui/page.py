"""The page, laid out with Gradio: conversation on the left, passages on the right, labels in two languages.

The conversation and the panel are Markdown components that only ever get one-line HTML made of literal text
(see `prose`); Gradio's sanitizer runs over it again. What belongs to one visitor is in `gr.State`, nothing in
the module. Handlers are thin: they turn the values of `conversation` into what each component shows.
"""

from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import aclosing
from typing import Any

import gradio as gr
from gradio.components import Component

from assistant.types import Mode
from assistant.ui.cards import panel
from assistant.ui.contract import Answering
from assistant.ui.conversation import Turns, follow, settled
from assistant.ui.messages import transcript
from assistant.ui.prose import literal
from assistant.ui.underway import Desk, UnderWay
from assistant.ui.words import NOBODY, covered, mode_label, preferred, word, writers
from store.errors import UserError
from store.types import LANGUAGES, Language

# Questions that wait at most, and questions that are answered at the same time.
WAITING = 32
AT_ONCE = 4

_QUESTION_LENGTH = 2_000
_EXAMPLES = ("example_1", "example_2", "example_3")

# Changed components with what each shows.
Shown = dict[Any, Any]


class Page:
    """The components of the page and the handlers between them."""

    def __init__(self, assistant: Answering, mode: Mode, default_language: Language | None) -> None:
        self.assistant = assistant
        self.default_language = default_language
        self.models = assistant.models()
        self.mode: Mode = "generative" if self.models else mode
        first = default_language or "en"
        self.blocks = gr.Blocks(
            title=word("title", first), analytics_enabled=False, delete_cache=(3600, 3600), fill_width=True
        )
        with self.blocks:
            self._lay_out(first)
            self._connect()
        self.blocks.queue(max_size=WAITING, default_concurrency_limit=AT_ONCE, api_open=False)

    def _lay_out(self, language: Language) -> None:
        self.turns = gr.State(())
        self.desk = gr.State(Desk())
        with gr.Row(elem_id="top"):
            self.heading = _html("heading", self._heading((), language))
            self.language = gr.Radio(
                [("FR", "fr"), ("EN", "en")],
                value=language,
                elem_id="language",
                label=word("language_label", language),
                show_label=False,
                container=False,
            )
            self.new = gr.Button(word("new", language), elem_id="new", size="sm")
        with gr.Row(elem_id="work"):
            with gr.Column(elem_id="talk"):
                with gr.Column(elem_id="welcome"):
                    self.invitation = _html("invitation", _invitation(language))
                    self.examples = self._example_buttons()
                self.transcript = _html("conversation", "")
                with gr.Row(elem_id="composer"):
                    self.question = gr.Textbox(
                        elem_id="question",
                        lines=1,
                        max_lines=6,
                        max_length=_QUESTION_LENGTH,
                        show_label=False,
                        container=False,
                        label=word("question_label", language),
                        placeholder=word("question_placeholder", language),
                    )
                    if self.models:
                        self._writing_controls(language)
                    self.send = gr.Button(word("send", language), elem_id="send", variant="primary")
                self.foot = _html("foot", _foot(language))
            self.panel = _html("panel", panel((), language))

    def _writing_controls(self, language: Language) -> None:
        """Who is to write, and a way to end it: only where there are models, since quotes are there at once."""
        self.choice = gr.Dropdown(
            writers(self.models, language),
            elem_id="writer",
            filterable=False,
            show_label=False,
            container=False,
            label=word("writer_label", language),
        )
        self.stop = gr.Button(word("stop", language), elem_id="stop")

    def _example_buttons(self) -> list[gr.Button]:
        """Three questions in each language, whatever the labels' language is."""
        buttons = []
        with gr.Row(elem_id="examples"):
            for code in LANGUAGES:
                with gr.Column(elem_classes="examples"):
                    heading = literal(word(f"examples_{code}", code))
                    _html(f"examples-{code}", f'<h2 lang="{code}">{heading}</h2>')
                    buttons += [gr.Button(word(name, code), elem_classes="example") for name in _EXAMPLES]
        return buttons

    def _connect(self) -> None:
        whole = [self.heading, self.turns, self.transcript, self.panel, self.question]
        labels = [self.heading, self.language, self.new, self.invitation, self.question, self.send, self.foot]
        asked = [self.turns, self.language, self.desk, *([self.choice] if self.models else [])]
        _on([self.question.submit, self.send.click], self.ask, [self.question, *asked], whole, checked=False)
        for button in self.examples:
            _on([button.click], self.ask, [button, *asked], whole, checked=False)
        _on([self.new.click], self.begin_again, [self.language, self.desk], whole)
        if self.models:
            labels += [self.choice, self.stop]
            _on([self.stop.click], self.end, [self.desk], [])
        relabelled = [*labels, self.transcript, self.panel]
        _on([self.language.input], self.relabel, [self.language, self.turns, self.desk], relabelled)
        _on([self.blocks.load], self.open, [], labels)

    async def ask(
        self, question: object, turns: Turns, language: object, desk: Desk, writer: object = None
    ) -> AsyncGenerator[Shown, None]:
        """The page after each step of the answer; the last one leaves no turn pending, even when it was stopped.

        Everything but `turns` is as the browser sent it, and so may be anything: Gradio would refuse a writer that is
        not among its choices, and with it the question.
        """
        asked = question if isinstance(question, str) else ""
        labels = next((code for code in LANGUAGES if code == language), self.default_language or "en")
        under_way = UnderWay(follow(self.assistant, turns, asked, labels, self.known(writer)), labels)
        desk.current = under_way
        started: Shown = {self.question: ""}
        async with aclosing(under_way.steps()) as steps:
            async for turns in steps:
                yield {**self._conversation(turns, under_way.language), **started}
                started = {}
        if not under_way.dropped:
            turns, labels = settled(turns), under_way.language
            yield {**self._conversation(turns, labels), self.heading: self._heading(turns, labels)}

    async def end(self, desk: Desk) -> None:
        """Ends the answer under way, if there is one: `ask` then writes what becomes of the turn."""
        if desk.current is not None:
            desk.current.stop()

    def known(self, writer: object) -> str | None:
        """A writer that there is, or the default."""
        return next((name for name in (*self.models, NOBODY) if name == writer), None)

    async def begin_again(self, language: Language, desk: Desk) -> Shown:
        """The empty page; an answer that is under way is not waited for."""
        if desk.current is not None:
            await desk.current.drop()
        return {
            **self._conversation((), language),
            self.heading: self._heading((), language),
            self.question: "",
        }

    def relabel(self, language: Language, turns: Turns, desk: Desk) -> Shown:
        """The same conversation under labels in the other language, and so what is still to come."""
        if desk.current is not None:
            desk.current.language = language
        return {**self._labels(turns, language), **self._shown(turns, language)}

    def open(self, request: gr.Request) -> Shown:
        """Labels in the browser's language, over what the library holds now; a question may be under way already."""
        language = preferred(request.headers.get("accept-language", ""), self.default_language)
        return self._labels((), language)

    def _labels(self, turns: Turns, language: Language) -> Shown:
        writing: Shown = {}
        if self.models:
            label = word("writer_label", language)
            writing[self.choice] = gr.update(choices=writers(self.models, language), label=label)
            writing[self.stop] = gr.update(value=word("stop", language))
        return {
            **writing,
            self.heading: self._heading(turns, language),
            self.language: gr.update(value=language, label=word("language_label", language)),
            self.new: gr.update(value=word("new", language)),
            self.invitation: _invitation(language),
            self.question: gr.update(
                placeholder=word("question_placeholder", language), label=word("question_label", language)
            ),
            self.send: gr.update(value=word("send", language)),
            self.foot: _foot(language),
        }

    def _conversation(self, turns: Turns, language: Language) -> Shown:
        return {self.turns: turns, **self._shown(turns, language)}

    def _shown(self, turns: Turns, language: Language) -> Shown:
        return {self.transcript: transcript(turns, language), self.panel: panel(turns, language)}

    def _heading(self, turns: Turns, language: Language) -> str:
        """Name, mode and coverage, as they are now; `lang` tells the script which language the labels have."""
        answer = turns[-1].answer if turns else None
        try:
            coverage = covered(self.assistant.coverage(), language)
        except UserError as error:
            coverage = error.message(language)
        mode = answer.mode if answer else self.mode
        return (
            f'<header class="brand" lang="{language}"><h1>{literal(word("title", language))}</h1>'
            f'<p class="coverage">{literal(coverage)}</p>'
            f'<p class="mode {mode}">{literal(mode_label(mode, language))}</p></header>'
        )


def _on(
    triggers: Sequence[Any],
    handler: Callable[..., Any],
    inputs: Sequence[Component],
    outputs: Sequence[Component],
    checked: bool = True,
) -> None:
    """Ties a handler to its triggers: no entry in an interface for programs, no spinner of Gradio's.

    What is asked while an answer is under way waits for it instead of being lost. What is not `checked` by Gradio
    reaches the handler as it was sent.
    """
    gr.on(
        triggers,
        handler,
        inputs,
        outputs,
        preprocess=checked,
        show_progress="hidden",
        trigger_mode="always_last",
        api_visibility="private",
    )


def _invitation(language: Language) -> str:
    title, more = literal(word("welcome", language)), literal(word("welcome_more", language))
    return f"<div><h2>{title}</h2><p>{more}</p></div>"


def _foot(language: Language) -> str:
    return f"<p>{literal(word('foot', language))}</p>"


def _html(name: str, value: str) -> gr.Markdown:
    """A place for HTML of ours: sanitized all the same, no formulas, no buttons of Gradio's."""
    return gr.Markdown(value, elem_id=name, sanitize_html=True, latex_delimiters=[], buttons=[], header_links=False)
