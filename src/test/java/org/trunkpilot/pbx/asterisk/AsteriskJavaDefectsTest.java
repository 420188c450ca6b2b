package org.trunkpilot.pbx.asterisk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;
import org.trunkpilot.pbx.LinkStatus;
import org.trunkpilot.pbx.PbxAddress;
import org.trunkpilot.pbx.PbxKind;
import org.trunkpilot.pbx.Secret;
import org.trunkpilot.signal.CallEnd;
import org.trunkpilot.signal.MediaReport;
import org.trunkpilot.signal.PbxSignal;
import org.trunkpilot.signal.Registration;

/**
 * What asterisk-java 3.42.2 was seen to do wrong, each cured from outside. The half-open link, the reconnecting and the full
 * queue are in {@link AsteriskConnectionTest}.
 */
class AsteriskJavaDefectsTest {
    private static final String STORE_PASSWORD = "changeit";

    @Test
    void eventsItHasNoClassForAreHeard() {
        List<PbxSignal> signals = new Ear().hear(Recording.load("22/actions-snapshot"));

        assertThat(signals).hasAtLeastOneElementOfType(Registration.class);
    }

    @Test
    void theSipCodeOfAHangupIsKept() {
        CallEnd end = (CallEnd) new Ear()
                .hear(Recording.load("22/call-refused-503")).stream()
                        .filter(CallEnd.class::isInstance)
                        .findFirst()
                        .orElseThrow();

        assertThat(end.sip()).hasValue(503);
    }

    @Test
    void lossJitterAndRoundTripOfRtcpAreReadTheRoundTripToTheMicrosecond() {
        List<MediaReport> reports = new Ear()
                .hear(Recording.load("22/call-clean-30s")).stream()
                        .filter(MediaReport.class::isInstance)
                        .map(MediaReport.class::cast)
                        .toList();

        assertThat(reports).anySatisfy(report -> assertThat(report.roundTrip()).contains(Duration.ofNanos(800_000)));
        assertThat(reports)
                .anySatisfy(
                        report -> assertThat(report.reception().orElseThrow().jitterMillis())
                                .isEqualTo(0.125));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\r\nAction: Originate", "a\nb", "a\rb", "a\u0000b", "a\u0085b", "a\u2028b", "a\u007fb"})
    void aControlCharacterInAValueOrANameNeverBecomesPartOfAnAction(String value) {
        assertThatThrownBy(() -> new AmiAction("DBPut", "Val", value))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("control character");
        assertThatThrownBy(() -> new AmiAction("DBPut", value, "x")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new AmiAction(value)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aControlCharacterInTheUserNameEndsTheAttemptBeforeItIsMade() {
        PbxAddress address = new PbxAddress(
                Site.INVENTORY.pbx(),
                PbxKind.ASTERISK,
                "127.0.0.1",
                1,
                false,
                "a\r\nAction: x",
                new Secret("s"),
                PbxAddress.RowStore.DATABASE);

        assertThatThrownBy(() -> AmiSession.open(address)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aLineTooLongForAsteriskIsNotSent() {
        new AmiAction("DBPut", "Val", "x".repeat(AmiAction.LONGEST_LINE - 3));

        assertThatThrownBy(() -> new AmiAction("DBPut", "Val", "x".repeat(AmiAction.LONGEST_LINE)))
                .hasMessageContaining("Asterisk takes a line of 1000 at most");
    }

    @Test
    void noSecretIsLoggedAtAnyLevelNorKept() throws Exception {
        Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        Logger library = (Logger) LoggerFactory.getLogger("org.asteriskjava");
        Level before = library.getLevel();
        ListAppender<ILoggingEvent> log = new ListAppender<>();
        log.start();
        root.addAppender(log);
        library.setLevel(Level.TRACE);
        library.setAdditive(false);
        library.addAppender(log);
        try (FakeAmi pbx = new FakeAmi()) {
            try (AmiSession session = AmiSession.open(Site.address(pbx.port()))) {
                AmiReply reply = session.ask("PJSIPShowEndpoint", Map.of("Endpoint", "prov-a"));
                assertThat(reply.items())
                        .extracting(AmiItem::name)
                        .containsExactly("EndpointDetail", "ContactStatusDetail");
                assertThat(reply.toString()).doesNotContain("pw-of-the-trunk");
            }
            pbx.wants("another");
            assertThatThrownBy(() -> AmiSession.open(Site.address(pbx.port())))
                    .hasMessageContaining("refuses the AMI user");
        } finally {
            root.detachAppender(log);
            library.detachAppender(log);
            library.setAdditive(true);
            library.setLevel(before);
        }

        assertThat(log.list).isNotEmpty();
        assertThat(log.list)
                .extracting(ILoggingEvent::getFormattedMessage)
                .noneMatch(line -> line.contains(Site.SECRET) || line.contains("pw-of-the-trunk"));
    }

    @Test
    void nothingThatARealAsteriskSaysMakesTheLibraryWarn() {
        Logger library = (Logger) LoggerFactory.getLogger("org.asteriskjava");
        Level before = library.getLevel();
        ListAppender<ILoggingEvent> log = new ListAppender<>();
        log.start();
        library.setLevel(Level.WARN);
        library.setAdditive(false);
        library.addAppender(log);
        try {
            AmiGoldenTest.recordings().forEach(recording -> new Ear().hear(recording));
        } finally {
            library.detachAppender(log);
            library.setAdditive(true);
            library.setLevel(before);
        }

        // The library says so at the end of each connection, that it builds its first events slowly, and that the
        // machine is busy.
        assertThat(log.list)
                .extracting(ILoggingEvent::getFormattedMessage)
                .allMatch(line -> line.equals("AsyncEventPump has exited")
                        || line.contains("normal during JVM warmup")
                        || line.startsWith("Locks are being held for to long"));
    }

    @Test
    void tlsReachesOnlyAServerWhoseCertificateNamesIt(@TempDir Path folder) throws Exception {
        SSLContext named = tls(folder.resolve("named.p12"), "SAN=ip:127.0.0.1");
        SSLContext other = tls(folder.resolve("other.p12"), "SAN=dns:pbx.example.org");

        assertThat(stateReachedOver(named)).isEqualTo(LinkStatus.State.UP);
        assertThat(stateReachedOver(other)).isEqualTo(LinkStatus.State.CONNECTING);
    }

    private static LinkStatus.State stateReachedOver(SSLContext context) throws IOException {
        try (FakeAmi pbx = new FakeAmi(
                context.getServerSocketFactory().createServerSocket(0, 5, InetAddress.getLoopbackAddress()))) {
            PbxAddress address = new PbxAddress(
                    Site.INVENTORY.pbx(),
                    PbxKind.ASTERISK,
                    "127.0.0.1",
                    pbx.port(),
                    true,
                    "trunkpilot",
                    new Secret(Site.SECRET),
                    PbxAddress.RowStore.DATABASE);
            try (AsteriskConnection connection = new AsteriskConnection(
                    address,
                    Site.INVENTORY,
                    Site.KEY,
                    InstantSource.system(),
                    Tuning.DEFAULTS,
                    context.getSocketFactory())) {
                connection.open();
                await().atMost(Duration.ofSeconds(30))
                        .until(() -> connection.status().state() == LinkStatus.State.UP
                                || connection.status().problem().orElse("").contains("No subject alternative"));
                return connection.status().state();
            }
        }
    }

    /** A server with a certificate of its own, trusted by the client that shares the context. */
    private static SSLContext tls(Path store, String name) throws Exception {
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "pbx",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=test",
                        "-ext",
                        name,
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        store.toString(),
                        "-storepass",
                        STORE_PASSWORD)
                .redirectErrorStream(true)
                .start();
        assertThat(keytool.waitFor(60, TimeUnit.SECONDS)).isTrue();
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (var in = Files.newInputStream(store)) {
            keys.load(in, STORE_PASSWORD.toCharArray());
        }
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("pbx", keys.getCertificate("pbx"));
        KeyManagerFactory own = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        own.init(keys, STORE_PASSWORD.toCharArray());
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(own.getKeyManagers(), trust.getTrustManagers(), null);
        return context;
    }
}
