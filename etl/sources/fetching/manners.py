"""How Nutgraf behaves towards the servers it asks."""

from dataclasses import dataclass
from importlib.metadata import version

from etl.sources.fetching.addresses import Network

AGENT = "nutgraf"  # the name that robots.txt may speak to


@dataclass(frozen=True, kw_only=True, slots=True)
class Manners:
    """Limits of a visit. Times are seconds.

    contact: an address or page where a site's owner reaches whoever runs this; stands in the User-Agent.
    allowed_networks: private networks that may be asked all the same: a newsroom's own servers.
    """

    contact: str = ""
    allowed_networks: tuple[Network, ...] = ()
    delay: float = 1.0  # between two requests to a host
    per_host: int = 2  # requests to a host at once
    at_once: int = 24  # requests at once, all hosts together
    timeout: float = 30.0  # one request, from connecting to its last byte
    connect_timeout: float = 10.0
    tries: int = 3
    backoff: float = 2.0  # before the second try; doubles from try to try
    patience: float = 60.0  # the longest wait for a host that asks us to; beyond it, the next visit tries again
    max_crawl_delay: float = 30.0
    max_redirects: int = 8
    max_page_bytes: int = 5_000_000  # as sent and unpacked; cleaning takes no larger page either
    max_listing_bytes: int = 50_000_000  # what the sitemap protocol allows
    visit_time: float = 3600.0  # then the rest waits for the next visit
    give_up_after: int = 5  # addresses of a host that fail in a row

    @property
    def user_agent(self) -> str:
        """What a server's log shows."""
        about = f"+{self.contact}" if self.contact else "reads news articles into a fact warehouse"
        return f"{AGENT}/{version('nutgraf')} ({about})"
