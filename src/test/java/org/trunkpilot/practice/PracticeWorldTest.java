package org.trunkpilot.practice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.trunkpilot.practice.world.Conditions;
import org.trunkpilot.practice.world.IncidentScript;

/** The world behind its socket. */
@Timeout(60)
class PracticeWorldTest {
    private static final Instant START = Instant.parse("2026-11-23T10:00:00Z");
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final PracticeSettings WELL = PracticeSettings.firstRun(1).withScript(IncidentScript.NONE);

    /** A client that does what it is told and remembers what it heard. */
    private static final class Client implements AutoCloseable {
        private final Socket socket;
        private final StringBuilder heard = new StringBuilder();

        Client(PracticeWorld world) throws IOException {
            socket = new Socket(world.host(), world.port());
            socket.setSoTimeout((int) SOON.toMillis());
        }

        Client send(String text) throws IOException {
            socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
            return this;
        }

        Client login(PracticeWorld world, String secret) throws IOException {
            return send("Action: Login\r\nUsername: " + world.username() + "\r\nSecret: " + secret + "\r\n\r\n");
        }

        /** Reads until that has come; the socket's time-out bounds it. */
        String until(String words) throws IOException {
            var buffer = new byte[8192];
            while (heard.indexOf(words) < 0) {
                int length = socket.getInputStream().read(buffer);
                if (length < 0) {
                    throw new IOException("closed before \"" + words + "\" after:\n" + heard);
                }
                heard.append(new String(buffer, 0, length, StandardCharsets.UTF_8));
            }
            return heard.toString();
        }

        boolean isClosedByServer() throws IOException {
            var buffer = new byte[8192];
            int length = 0;
            while (length >= 0) {
                length = socket.getInputStream().read(buffer);
            }
            return true;
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }

    @Test
    void aClientHearsCallsOnBothTrunksAtOnce() throws IOException {
        try (var world = PracticeWorld.start(WELL, InstantSource.system());
                var client = new Client(world)) {
            client.login(world, world.secret());
            assertThat(client.until("Event: FullyBooted")).startsWith("Asterisk Call Manager/11.0.0\r\n");
            client.send("Action: CoreShowChannels\r\n\r\n");
            assertThat(client.until("CoreShowChannelsComplete")).contains("PJSIP/alpha-", "PJSIP/beta-");
            client.until("Event: RTCPReceived");
            client.until("Event: DialBegin");
        }
    }

    @Test
    void thePbxsClockIsTheOneItWasGiven() throws IOException {
        try (var world = PracticeWorld.stepped(WELL, START);
                var client = new Client(world)) {
            client.login(world, world.secret()).send("Action: Ping\r\n\r\n");
            assertThat(client.until("Timestamp: ")).contains("Ping: Pong");
            world.advance(Duration.ofSeconds(5));
            client.send("Action: Ping\r\nActionID: 2\r\n\r\n");
            client.until("ActionID: 2\r\nPing: Pong\r\nTimestamp: "
                    + START.plusSeconds(5).getEpochSecond() + ".000000\r\n");
        }
    }

    @Test
    void aRowThatWasPutIsHonouredByTheNextCalls() throws IOException {
        try (var world = PracticeWorld.stepped(WELL, START);
                var client = new Client(world)) {
            client.login(world, world.secret()).until("FullyBooted");
            client.send("Action: DBPut\r\nFamily: trunkpilot\r\nKey: order/default\r\nVal: "
                    + (START.getEpochSecond() + 600) + ":1:trunkpilot:beta&alpha\r\n\r\n");
            client.until("Updated database successfully");
            world.advance(Duration.ofSeconds(30));
            var dialled = dialled(client.until(START.plusSeconds(28).getEpochSecond() + "."));
            assertThat(dialled).isNotEmpty().containsOnly("beta");
        }
    }

    private static List<String> dialled(String heard) {
        List<String> trunks = new ArrayList<>();
        var match = Pattern.compile("DialString: \\d+@(\\w+)").matcher(heard);
        while (match.find()) {
            trunks.add(match.group(1));
        }
        return trunks;
    }

    @Test
    void aBadDayReplacesTheScriptAndTheUsualOneComesBack() {
        try (var world = PracticeWorld.stepped(PracticeSettings.firstRun(1), START)) {
            world.instead(BadDay.LINK_DROP);
            assertThat(world.scene().orElseThrow().words()).isEqualTo("the uplink fibre is cut");
            // The first phase of the usual script would have ended meanwhile.
            world.advance(Duration.ofSeconds(60));
            assertThat(world.scene().orElseThrow().words()).isEqualTo("the uplink fibre is cut");
            world.advance(Duration.ofSeconds(31));
            assertThat(world.scene().orElseThrow().words()).isEqualTo("all is well again");

            world.usual();
            assertThat(world.scene().orElseThrow().phase()).isEqualTo("well");
            world.advance(Duration.ofSeconds(19));
            assertThat(world.scene().orElseThrow().phase()).isEqualTo("bad-audio");
            world.well();
            world.advance(Duration.ofMinutes(5));
            assertThat(world.scene().orElseThrow().phase()).isEqualTo("well");
        }
    }

    @Test
    void theSameSeedGivesTheSameDay() throws IOException {
        assertThat(aMinute(5)).isEqualTo(aMinute(5)).isNotEqualTo(aMinute(6));
    }

    private static String aMinute(long seed) throws IOException {
        try (var world = PracticeWorld.stepped(PracticeSettings.firstRun(seed), START);
                var client = new Client(world)) {
            client.login(world, world.secret()).until("FullyBooted");
            world.advance(Duration.ofSeconds(60));
            client.send("Action: Ping\r\n\r\n");
            return client.until("Ping: Pong");
        }
    }

    @Test
    void aWrongSecretIsAnsweredAndHungUpOn() throws IOException {
        try (var world = PracticeWorld.start(WELL, InstantSource.system());
                var client = new Client(world)) {
            client.login(world, "wrong");
            assertThat(client.until("\r\n\r\n")).contains("Message: Authentication failed");
            assertThat(client.isClosedByServer()).isTrue();
            await().atMost(SOON).until(() -> world.clients() == 0);
        }
    }

    @Test
    void secretsAreNeverTheSameTwice() {
        try (var one = PracticeWorld.stepped(WELL, START);
                var other = PracticeWorld.stepped(WELL, START)) {
            assertThat(one.secret()).hasSize(36).isNotEqualTo(other.secret());
            assertThat(one.port()).isNotEqualTo(other.port());
        }
    }

    @Test
    void aNinthClientIsTurnedAwayAndTheOthersStay() throws IOException {
        try (var world = PracticeWorld.stepped(WELL, START)) {
            List<Client> clients = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                var client = new Client(world);
                client.until("Asterisk Call Manager");
                clients.add(client);
            }
            try (var ninth = new Client(world)) {
                assertThatThrownBy(() -> ninth.until("Asterisk")).isInstanceOf(IOException.class);
            }
            assertThat(world.clientsRefused()).isEqualTo(1);
            for (Client client : clients) {
                client.login(world, world.secret()).until("Authentication accepted");
                client.close();
            }
            await().atMost(SOON).until(() -> world.clients() == 0);
        }
    }

    @Test
    void aClientThatDoesNotReadIsDroppedAndHoldsUpNobody() throws IOException {
        try (var world = PracticeWorld.stepped(WELL, START);
                var deaf = new Client(world);
                var other = new Client(world)) {
            deaf.login(world, world.secret()).until("FullyBooted");
            other.login(world, world.secret()).until("FullyBooted");
            other.send("Action: Events\r\nEventMask: off\r\n\r\n").until("Events: Off");
            for (int i = 0; i < 100 && world.slowClientsDropped() == 0; i++) {
                world.advance(Duration.ofMinutes(1));
            }
            assertThat(world.slowClientsDropped()).isEqualTo(1);
            assertThat(other.send("Action: Ping\r\n\r\n").until("Pong")).doesNotContain("RTCPSent");
        }
    }

    @Test
    void closingFreesThePortAndEndsTheThreads() throws IOException {
        Set<Thread> ofOthers = Thread.getAllStackTraces().keySet();
        var world = PracticeWorld.start(WELL, InstantSource.system());
        try (var client = new Client(world)) {
            client.login(world, world.secret()).until("FullyBooted");
            world.close();
            assertThat(client.isClosedByServer()).isTrue();
        }
        // Refused; or, where somebody else was given the port meanwhile, not understood.
        assertThatThrownBy(() -> {
                    try (var later = new Client(world)) {
                        later.login(world, world.secret()).until("FullyBooted");
                    }
                })
                .isInstanceOf(IOException.class);
        await().atMost(SOON)
                .until(() -> Thread.getAllStackTraces().keySet().stream()
                        .filter(thread -> !ofOthers.contains(thread))
                        .noneMatch(thread -> thread.getName().equals("practice-world")));
    }

    @Test
    void nobodyFromAnotherMachineGetsIn() throws IOException {
        try (var world = PracticeWorld.stepped(WELL, START)) {
            assertThat(world.host()).isEqualTo("127.0.0.1");
            for (InetAddress address : outside()) {
                assertThatThrownBy(() -> new Socket(address, world.port()).close())
                        .as(address.toString())
                        .isInstanceOf(IOException.class);
            }
        }
    }

    private static List<InetAddress> outside() throws IOException {
        return NetworkInterface.networkInterfaces()
                .flatMap(NetworkInterface::inetAddresses)
                .filter(address -> !address.isLoopbackAddress())
                .toList();
    }

    @Test
    void conditionsCanBeSetByHand() throws IOException {
        try (var world = PracticeWorld.stepped(WELL, START);
                var client = new Client(world)) {
            client.login(world, world.secret()).until("FullyBooted");
            world.carrier("Beta Voice", Conditions.WELL.refusingCalls(503));
            world.advance(Duration.ofSeconds(20));
            client.until("TechCause: 503");
            world.uplink("fibre", false);
            client.send("Action: PJSIPQualify\r\nEndpoint: beta\r\n\r\n").until("will qualify");
            world.advance(Duration.ofSeconds(4));
            client.until("ContactStatus: Unreachable");
            assertThatThrownBy(() -> world.carrier("nobody", Conditions.WELL)).hasMessage("no such carrier: nobody");
        }
    }

    @Test
    void aMachineThatSleptDoesNotMakeUpForTheNight() {
        var clock = new AtomicReference<>(START);
        try (var world = PracticeWorld.start(WELL, clock::get)) {
            clock.set(START.plusSeconds(30));
            assertThat(world.now()).isEqualTo(START.plusSeconds(30));
            clock.set(START.plus(Duration.ofHours(8)));
            assertThat(world.now()).isEqualTo(START.plusSeconds(30));
            clock.set(START.plus(Duration.ofHours(8)).plusSeconds(10));
            assertThat(world.now()).isEqualTo(START.plusSeconds(40));
        }
    }

    @Test
    void aWorldThatFollowsAClockCannotBeStepped() {
        try (var world = PracticeWorld.start(WELL, InstantSource.system())) {
            assertThatThrownBy(() -> world.advance(Duration.ofSeconds(1))).isInstanceOf(IllegalStateException.class);
            assertThat(world.scene()).isEqualTo(Optional.empty());
        }
    }
}
