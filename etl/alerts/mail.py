"""Mail through Airflow's SMTP connection, so that its server and password stand where Airflow's other mail has them."""

from html import escape

from airflow.providers.smtp.hooks.smtp import SmtpHook

from etl.alerts.message import Message

CONNECTION = "smtp_default"


class NoSenderError(Exception):
    """The connection does not say from whom mail comes."""


def send_mail(address: str, message: Message, timeout_seconds: float) -> None:
    """Mail a message to `mailto:…`. Raises NoSenderError, OSError, smtplib.SMTPException, AirflowException."""

    class Hook(SmtpHook):
        @property
        def timeout(self) -> int:
            return min(super().timeout, int(timeout_seconds))

    with Hook(smtp_conn_id=CONNECTION) as hook:
        if not hook.from_email:
            raise NoSenderError(f"Airflow's connection {CONNECTION} has no from_email")
        hook.send_email_smtp(
            to=address.partition(":")[2],
            subject=" ".join(message.subject.split()),
            html_content=escape(message.text).replace("\n", "<br>\n"),
        )
