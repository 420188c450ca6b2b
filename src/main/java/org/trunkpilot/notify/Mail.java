package org.trunkpilot.notify;

import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.MessagingException;
import jakarta.mail.SendFailedException;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Date;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.springframework.mail.MailException;
import org.springframework.mail.MailSendException;
import org.springframework.mail.javamail.JavaMailSender;
import org.springframework.mail.javamail.JavaMailSenderImpl;

/** Sends messages as plain text. The mails of one incident are one thread: a common subject, and each is a reply to the first. */
final class Mail implements Receiver {
    private static final int LONGEST_SUBJECT = 120;

    private static final String STARTTLS_REQUIRED = "mail.smtp.starttls.required";

    /** How a mail server's answer begins (RFC 5321): 4yz for not now, 5yz for never. */
    private static final Pattern REPLY = Pattern.compile("\\b([45][0-9]{2})[ -]");

    private final ChannelSettings.Mail settings;
    private final ZoneId zone;
    private final JavaMailSender sender;

    Mail(ChannelSettings.Mail settings, ZoneId zone, JavaMailSender sender) {
        this.settings = settings;
        this.zone = zone;
        this.sender = sender;
    }

    /**
     * With a password, a connection without TLS wants a line of its own in the configuration: a relay in the way could otherwise strike
     * STARTTLS out and read it.
     */
    static JavaMailSender safe(JavaMailSender sender) {
        if (sender instanceof JavaMailSenderImpl impl && impl.getPassword() != null) {
            impl.getJavaMailProperties().putIfAbsent(STARTTLS_REQUIRED, "true");
        }
        return sender;
    }

    @Override
    public Outcome deliver(Message message) {
        try {
            sender.send(mail(message));
            return Outcome.delivered("The mail server took it for " + settings.target() + ".", OptionalInt.empty());
        } catch (MessagingException | MailException e) {
            return outcome(e);
        }
    }

    private MimeMessage mail(Message message) throws MessagingException {
        MimeMessage mail = sender.createMimeMessage();
        mail.setFrom(new InternetAddress(settings.from()));
        for (String to : settings.to()) {
            mail.addRecipient(jakarta.mail.Message.RecipientType.TO, new InternetAddress(to));
        }
        mail.setSubject(subject(message), StandardCharsets.UTF_8.name());
        mail.setSentDate(Date.from(message.at()));
        mail.setText(message.text(zone), StandardCharsets.UTF_8.name());
        mail.setHeader("Message-ID", id(message, message.number()));
        if (message.number() > 1) {
            mail.setHeader("In-Reply-To", id(message, 1));
            mail.setHeader("References", id(message, 1));
        }
        // RFC 3834: nobody's holiday notice is to answer it.
        mail.setHeader("Auto-Submitted", "auto-generated");
        return mail;
    }

    private static String subject(Message message) {
        String topic = message.topic().replaceAll("[\\r\\n]+", " ");
        String prefix = message.pbx() + ": ";
        String bare = topic.startsWith(prefix) ? topic.substring(prefix.length()) : topic;
        String whole = "[" + message.pbx() + "] " + bare;
        return whole.length() <= LONGEST_SUBJECT ? whole : whole.substring(0, LONGEST_SUBJECT - 1) + "…";
    }

    private String id(Message message, int number) {
        String domain = settings.from().replaceAll("^.*@|>$", "");
        return "<" + message.incident() + "." + number + "@" + domain + ">";
    }

    private static Outcome outcome(Exception e) {
        Throwable cause = root(e);
        String words = Optional.ofNullable(cause.getMessage())
                .flatMap(text -> text.lines().findFirst())
                .filter(text -> !text.isBlank())
                .orElse(cause.getClass().getSimpleName());
        Matcher reply = REPLY.matcher(words);
        OptionalInt status = reply.find() ? OptionalInt.of(Integer.parseInt(reply.group(1))) : OptionalInt.empty();
        // A wrong password is mended in the server's configuration as often as in ours, so it is tried again.
        boolean never = status.orElse(0) >= 500 && !(cause instanceof AuthenticationFailedException);
        String told = "The mail server did not take it: " + Phrases.sentence(words);
        return never ? Outcome.giveUp(told, status) : new Outcome(Outcome.Kind.TRY_AGAIN, told, status, Duration.ZERO);
    }

    /** What the server said about an address hangs elsewhere than causes do. */
    private static Throwable root(Exception e) {
        Throwable cause = e;
        if (e instanceof MailSendException several && several.getMessageExceptions().length > 0) {
            cause = several.getMessageExceptions()[0];
        }
        for (int depth = 0; depth < 10; depth++) {
            Throwable next = cause instanceof SendFailedException failed && failed.getNextException() != null
                    ? failed.getNextException()
                    : cause.getCause();
            if (next == null) {
                return cause;
            }
            cause = next;
        }
        return cause;
    }
}
