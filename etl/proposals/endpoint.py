"""The endpoint: one request an article, within the batch's budget. Whatever fails leaves the article to the rules."""

import logging
import time
from pathlib import Path

from pydantic_ai import Agent, PromptedOutput
from pydantic_ai.exceptions import AgentRunError, ModelAPIError
from pydantic_ai.models.openai import OpenAIChatModel
from pydantic_ai.providers.openai import OpenAIProvider
from pydantic_ai.settings import ModelSettings
from pydantic_ai.usage import RunUsage

from etl.proposals import Endpoint
from etl.proposals.answer import Answer

PROMPT = Path(__file__).with_name("prompt.txt")
FAILURES_IN_A_ROW = 3  # then the endpoint is taken to be down, and no further article of the batch waits for it
ANSWER_TOKENS = 4_000  # most tokens of an answer
CHARS_A_TOKEN = 3  # an estimate on the safe side, for the budget before a request
DEFAULT_WAIT_SECONDS = 1.0  # where a busy endpoint does not say how long

log = logging.getLogger(__name__)


class Asker:
    """Asks an endpoint about articles until its budget is used up."""

    def __init__(self, endpoint: Endpoint) -> None:
        self.usage = RunUsage()
        self.requests = 0
        self.stopped: str | None = None  # why no further article is asked about
        self._endpoint = endpoint
        self._failures = 0
        provider = OpenAIProvider(base_url=endpoint.base_url, api_key=endpoint.api_key or "none")
        settings = ModelSettings(
            temperature=0, max_tokens=ANSWER_TOKENS, timeout=endpoint.timeout_seconds, max_retries=0
        )
        self._agent = Agent(
            OpenAIChatModel(endpoint.model, provider=provider, settings=settings),
            output_type=PromptedOutput(
                Answer, template=False
            ),  # the prompt shows the shape; small models read no schema
            instructions=PROMPT.read_text(encoding="utf-8"),
            retries=0,  # a malformed answer costs one article, not a second request
        )

    def may_ask(self, text: str) -> bool:
        """Whether the budget holds one more article and the endpoint is up."""
        needed = (len(text) + PROMPT.stat().st_size) // CHARS_A_TOKEN + ANSWER_TOKENS
        if self.requests >= self._endpoint.requests:
            self.stopped = self.stopped or f"all {self._endpoint.requests} requests of the batch are used"
        elif self.usage.total_tokens + needed > self._endpoint.tokens:
            self.stopped = self.stopped or f"{self.usage.total_tokens} of {self._endpoint.tokens} tokens are used"
        return self.stopped is None

    def ask(self, text: str) -> Answer | None:
        """The answer about one article; None where the endpoint fails, with the reason in the log."""
        try:
            answer = self._ask_patiently(text)
        except AgentRunError as error:
            self._count_failure(error)
            return None
        self._failures = 0
        return answer

    def _ask_patiently(self, text: str) -> Answer:
        """Ask, and once more where the endpoint is busy and does not ask to wait for too long."""
        try:
            return self._ask(text)
        except ModelAPIError as error:
            seconds = DEFAULT_WAIT_SECONDS if error.retry_after is None else error.retry_after
            if not _is_busy(error) or not self._may_wait(seconds):
                raise
        time.sleep(seconds)
        return self._ask(text)

    def _ask(self, text: str) -> Answer:
        self.requests += 1
        return self._agent.run_sync(text, usage=self.usage).output

    def _may_wait(self, seconds: float) -> bool:
        if seconds > self._endpoint.timeout_seconds:
            self.stopped = f"the endpoint asks to wait {seconds:.0f} seconds"
        return self.stopped is None and self.requests < self._endpoint.requests

    def _count_failure(self, error: AgentRunError) -> None:
        self._failures += 1
        log.warning("%s: %s", type(error).__name__, error)
        if self._failures >= FAILURES_IN_A_ROW:
            self.stopped = self.stopped or f"{self._failures} failures in a row, the last: {type(error).__name__}"


def _is_busy(error: ModelAPIError) -> bool:
    return getattr(error, "status_code", None) == 429
