package org.trunkpilot.notify;

import static org.assertj.core.api.Assertions.assertThat;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import jakarta.mail.internet.MimeMessage;
import java.time.ZoneId;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.mail.javamail.JavaMailSenderImpl;
import org.trunkpilot.notify.Receiver.Outcome;

/** Against a real mail server. */
class MailTest {
    private final GreenMail server = new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));

    @BeforeEach
    void start() {
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop();
    }

    private Mail mail(String... to) {
        var sender = new JavaMailSenderImpl();
        sender.setHost("127.0.0.1");
        sender.setPort(server.getSmtp().getPort());
        sender.getJavaMailProperties().setProperty("mail.smtp.timeout", "5000");
        sender.getJavaMailProperties().setProperty("mail.smtp.connectiontimeout", "5000");
        return new Mail(
                new ChannelSettings.Mail("mail", "trunkpilot@example.com", List.of(to)),
                ZoneId.of("Europe/Berlin"),
                sender);
    }

    @Test
    void theMailsOfAnIncidentAreOneThread() throws Exception {
        Mail mail = mail("ops@example.com", "boss@example.com");
        assertThat(mail.deliver(DeliveryTest.message(1)).kind()).isEqualTo(Outcome.Kind.DELIVERED);
        assertThat(mail.deliver(DeliveryTest.message(2)).kind()).isEqualTo(Outcome.Kind.DELIVERED);

        assertThat(server.getReceivedMessages()).hasSize(4);
        MimeMessage[] mails = server.getReceivedMessagesForDomain("ops@example.com");
        MimeMessage first = mails[0];
        MimeMessage second = mails[1];
        String id = "<hq-20260301T021400Z.1@example.com>";
        assertThat(first.getMessageID()).isEqualTo(id);
        assertThat(first.getHeader("References")).isNull();
        assertThat(second.getMessageID()).isEqualTo("<hq-20260301T021400Z.2@example.com>");
        assertThat(second.getHeader("In-Reply-To")).containsExactly(id);
        assertThat(second.getHeader("References")).containsExactly(id);
        assertThat(second.getSubject()).isEqualTo(first.getSubject()).isEqualTo("[hq] prov-a is down.");
        assertThat(first.getHeader("Auto-Submitted")).containsExactly("auto-generated");
        assertThat(first.getAllRecipients())
                .extracting(Object::toString)
                .containsExactly("ops@example.com", "boss@example.com");
        assertThat(((String) first.getContent()).replace("\r\n", "\n"))
                .startsWith("hq: prov-a \"is\" down.\nWhose fault: Alpha's.")
                .contains("03:14:05 prov-a is down.", "https://trunkpilot.example/");
    }

    /** With an account, over TLS from the first byte. */
    @Test
    void aMailGoesOutOverTlsWithAPassword() throws Exception {
        var tls = new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTPS));
        tls.start();
        try {
            tls.setUser("ops@example.com", "trunkpilot", "geheim");
            assertThat(overTls(tls, "geheim").deliver(DeliveryTest.message(1)).kind())
                    .isEqualTo(Outcome.Kind.DELIVERED);
            assertThat(tls.getReceivedMessages()).hasSize(1);

            Outcome refused = overTls(tls, "wrong").deliver(DeliveryTest.message(2));
            assertThat(refused.kind()).isEqualTo(Outcome.Kind.TRY_AGAIN);
            assertThat(refused.words())
                    .startsWith("The mail server did not take it: 535")
                    .doesNotContain("wrong");
        } finally {
            tls.stop();
        }
    }

    private static Mail overTls(GreenMail tls, String password) {
        var sender = new JavaMailSenderImpl();
        sender.setProtocol("smtps");
        sender.setHost("127.0.0.1");
        sender.setPort(tls.getSmtps().getPort());
        sender.setUsername("trunkpilot");
        sender.setPassword(password);
        sender.getJavaMailProperties().setProperty("mail.smtps.auth", "true");
        sender.getJavaMailProperties().setProperty("mail.smtps.timeout", "5000");
        // The test server signs its own certificate.
        sender.getJavaMailProperties().setProperty("mail.smtps.ssl.trust", "127.0.0.1");
        sender.getJavaMailProperties().setProperty("mail.smtps.ssl.checkserveridentity", "false");
        return new Mail(
                new ChannelSettings.Mail("mail", "trunkpilot@example.com", List.of("ops@example.com")),
                ZoneId.of("Europe/Berlin"),
                Mail.safe(sender));
    }

    @Test
    void aMailGoesOutOverStartTls() throws Exception {
        try (var relay = new StartTlsRelay(true)) {
            Outcome outcome = throughRelay(relay).deliver(DeliveryTest.message(1));

            assertThat(outcome.words()).isEqualTo("The mail server took it for ops@example.com.");
            assertThat(relay.heardInClear()).noneMatch(line -> line.startsWith("AUTH") || line.startsWith("MAIL"));
            assertThat(relay.heardOverTls()).anyMatch(line -> line.startsWith("AUTH"));
        }
    }

    /** As whoever sits between us and the relay would have it. */
    @Test
    void aPasswordNeverGoesOutWhereStartTlsWasStruckOut() throws Exception {
        try (var relay = new StartTlsRelay(false)) {
            Outcome outcome = throughRelay(relay).deliver(DeliveryTest.message(1));

            assertThat(outcome.kind()).isEqualTo(Outcome.Kind.TRY_AGAIN);
            assertThat(outcome.words())
                    .isEqualTo(
                            "The mail server did not take it: STARTTLS is required but host does not support STARTTLS.");
            assertThat(relay.heardInClear()).noneMatch(line -> line.startsWith("AUTH") || line.startsWith("MAIL"));
        }
    }

    private static Mail throughRelay(StartTlsRelay relay) {
        var sender = new JavaMailSenderImpl();
        sender.setHost("127.0.0.1");
        sender.setPort(relay.port());
        sender.setUsername("trunkpilot");
        sender.setPassword("geheim");
        // As application.yml has it.
        sender.getJavaMailProperties().setProperty("mail.smtp.auth", "true");
        sender.getJavaMailProperties().setProperty("mail.smtp.starttls.enable", "true");
        sender.getJavaMailProperties().setProperty("mail.smtp.timeout", "5000");
        sender.getJavaMailProperties().setProperty("mail.smtp.ssl.trust", "127.0.0.1");
        sender.getJavaMailProperties().setProperty("mail.smtp.ssl.checkserveridentity", "false");
        return new Mail(
                new ChannelSettings.Mail("mail", "trunkpilot@example.com", List.of("ops@example.com")),
                ZoneId.of("Europe/Berlin"),
                Mail.safe(sender));
    }

    @Test
    void aMailServerThatIsAwayIsTriedAgain() {
        Mail mail = mail("ops@example.com");
        server.stop();
        Outcome outcome = mail.deliver(DeliveryTest.message(1));

        assertThat(outcome.kind()).isEqualTo(Outcome.Kind.TRY_AGAIN);
        assertThat(outcome.words())
                .startsWith("The mail server did not take it: ")
                .contains("refused");
    }

    @Test
    void aRecipientThatTheServerRefusesIsNotTriedAgain() {
        server.setUser("ops@example.com", "secret");
        server.getUserManager().setMessageDeliveryHandler((message, address) -> {
            throw new com.icegreen.greenmail.user.UserException("550 no such user here");
        });
        Outcome outcome = mail("ops@example.com").deliver(DeliveryTest.message(1));

        assertThat(outcome.kind()).isNotEqualTo(Outcome.Kind.DELIVERED);
        assertThat(outcome.words()).startsWith("The mail server did not take it: ");
    }
}
