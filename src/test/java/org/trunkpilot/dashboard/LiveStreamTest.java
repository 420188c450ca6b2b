package org.trunkpilot.dashboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.trunkpilot.health.Verdict;
import org.trunkpilot.operator.Role;
import org.trunkpilot.web.InMemoryRoom;
import org.trunkpilot.web.OnTheWeb;
import org.trunkpilot.web.Web;
import tools.jackson.databind.JsonNode;

/** The live stream over a real socket: what changed arrives, and a listener that goes or stalls harms nobody. */
class LiveStreamTest extends OnTheWeb {
    /** Far over the pump's half second, for a busy machine. */
    private static final Duration SOON = Duration.ofSeconds(30);

    @Autowired
    private LiveStream stream;

    private final List<Listener> listeners = new ArrayList<>();

    private record Event(String id, String name, JsonNode data) {}

    @AfterEach
    void hangUp() {
        listeners.forEach(Listener::close);
    }

    @Test
    void aNewListenerIsFirstToldAllAsItStands() {
        List<Event> greeting = listen(admin()).until(event -> event.name().equals("ready"));

        assertThat(greeting.get(0).name()).isEqualTo("hello");
        assertThat(greeting)
                .extracting(Event::name)
                .contains("pbx", "trunk", "route", "override", "record")
                .doesNotContain("decision");
        assertThat(greeting).filteredOn(event -> event.name().equals("trunk")).hasSize(4);
        assertThat(greeting).extracting(Event::id).doesNotHaveDuplicates().allMatch(id -> !id.isEmpty());
    }

    @Test
    void whatChangesArrivesAndNothingElse() {
        Listener listener = listen(admin());
        listener.until(event -> event.name().equals("ready"));

        room.believe(InMemoryRoom.HQ, InMemoryRoom.PROV_B, Verdict.DEGRADED);

        Event first = listener.next();
        assertThat(first.name()).isEqualTo("trunk");
        assertThat(first.data().get("name").asString()).isEqualTo("prov-b");
        assertThat(first.data().get("verdict").asString()).isEqualTo("DEGRADED");
    }

    @Test
    void aDecisionArrivesThoughTheNextViewHasItNoMore() {
        Listener listener = listen(admin());
        listener.until(event -> event.name().equals("ready"));

        room.move(InMemoryRoom.HQ, InMemoryRoom.PROV_B, InMemoryRoom.PROV_A);

        List<Event> told = listener.until(event -> event.name().equals("route"));
        Event decision = told.get(0);
        assertThat(decision.name()).isEqualTo("decision");
        assertThat(decision.data().get("reason").asString()).isEqualTo("prov-a refuses 5 of 5 calls with 503.");
        assertThat(decision.data().get("id").isNull()).isTrue();
        assertThat(decision.data().get("to").toString()).isEqualTo("[\"prov-b\",\"prov-a\"]");
    }

    @Test
    void whoComesBackHasMissedNoDecision() {
        Listener first = listen(admin());
        List<Event> greeting = first.until(event -> event.name().equals("ready"));
        first.close();
        room.move(InMemoryRoom.HQ, InMemoryRoom.PROV_B, InMemoryRoom.PROV_A);
        String last = greeting.get(greeting.size() - 1).id();

        List<Event> again = listen(admin().with("Last-Event-ID", last))
                .until(event -> event.name().equals("ready"));
        List<Event> stranger = listen(admin().with("Last-Event-ID", "x-1"))
                .until(event -> event.name().equals("ready"));

        assertThat(again).extracting(Event::name).containsOnlyOnce("decision");
        assertThat(stranger).extracting(Event::name).doesNotContain("decision");
    }

    @Test
    void aNewOrderArrives() {
        Listener listener = listen(admin());
        listener.until(event -> event.name().equals("ready"));

        admin().post(
                        "/api/v1/overrides",
                        "{\"pbx\":\"hq\",\"order\":\"PAUSE\",\"reason\":\"test\",\"until\":\""
                                + clock.instant().plusSeconds(600) + "\"}");

        Event told = listener.next();
        assertThat(told.name()).isEqualTo("override");
        assertThat(told.data().get("items").get(0).get("order").asString()).isEqualTo("PAUSE");
    }

    @Test
    void aListenerThatGoesIsForgottenAndOthersHearOn() {
        Listener stays = listen(admin());
        Listener goes = listen(admin());
        stays.until(event -> event.name().equals("ready"));
        goes.until(event -> event.name().equals("ready"));
        int before = stream.clients();

        goes.close();
        // Whether a socket is gone shows when something is written to it.
        await().atMost(Duration.ofSeconds(20))
                .pollInterval(Duration.ofMillis(300))
                .until(() -> {
                    room.believe(
                            InMemoryRoom.HQ,
                            InMemoryRoom.PROV_A,
                            room.view(InMemoryRoom.HQ)
                                                    .orElseThrow()
                                                    .judgement()
                                                    .beliefs()
                                                    .get(InMemoryRoom.PROV_A)
                                                    .verdict()
                                            == Verdict.DOWN
                                    ? Verdict.HEALTHY
                                    : Verdict.DOWN);
                    return stream.clients() < before;
                });

        stays.until(event -> event.name().equals("trunk"));
    }

    @Test
    void aListenerThatDoesNotReadIsLetGoAndCounted() throws IOException {
        long before = stream.clientsDropped();
        try (var socket = new Socket()) {
            // Little room on our side, and nobody reads.
            socket.setReceiveBufferSize(1024);
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            socket.getOutputStream()
                    .write(("GET /api/v1/events HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " + ADMIN_TOKEN
                                    + "\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            await().atMost(SOON).until(() -> stream.clients() > 0);

            String padding = "x".repeat(200_000);
            await().atMost(Duration.ofSeconds(30))
                    .pollDelay(Duration.ZERO)
                    .pollInterval(Duration.ofMillis(1))
                    .until(() -> {
                        room.freeze(InMemoryRoom.HQ, padding + System.nanoTime());
                        stream.pumpNow();
                        return stream.clientsDropped() > before;
                    });
        }

        assertThat(admin().get("/api/v1/pbxs").status()).isEqualTo(200);
    }

    @Test
    void whoMayNoLongerReadIsLetGoAtTheNextHeartbeat() {
        String token =
                token("short-lived", Role.VIEWER, Optional.of(clock.instant().plusSeconds(60)));
        Listener listener = listen(nobody().with("Authorization", "Bearer " + token));
        listener.until(event -> event.name().equals("ready"));

        clock.pass(Duration.ofMinutes(2));

        await().atMost(LiveClient.HEARTBEAT.plus(SOON)).until(listener::ended);
    }

    @Test
    void aBeatIsHeardWhenNothingHappens() {
        Listener listener = listen(admin());
        listener.until(event -> event.name().equals("ready"));

        await().atMost(LiveClient.HEARTBEAT.plus(SOON)).until(() -> listener.comments.get() > 0);
    }

    private Listener listen(Web web) {
        Listener listener = new Listener(web.with("Accept", "text/event-stream").open("/api/v1/events"));
        listeners.add(listener);
        return listener;
    }

    /** Reads one stream on a thread of its own. */
    private final class Listener implements AutoCloseable {
        private final InputStream body;
        private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();
        private final Thread thread;
        private final AtomicInteger comments = new AtomicInteger();

        Listener(HttpResponse<InputStream> response) {
            assertThat(response.statusCode()).isEqualTo(200);
            assertThat(response.headers().firstValue("Content-Type"))
                    .hasValueSatisfying(type -> assertThat(type).startsWith("text/event-stream"));
            body = response.body();
            thread = new Thread(this::read, "test-listener");
            thread.setDaemon(true);
            thread.start();
        }

        private void read() {
            try (var lines = new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8))) {
                String id = "";
                String name = "";
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    if (line.startsWith("id:")) {
                        id = line.substring(3);
                    } else if (line.startsWith("event:")) {
                        name = line.substring(6);
                    } else if (line.startsWith("data:")) {
                        events.add(new Event(id, name, json.readTree(line.substring(5))));
                    } else if (line.startsWith(":")) {
                        comments.incrementAndGet();
                    }
                }
            } catch (IOException e) {
                // The stream ends when the test hangs up.
                Thread.currentThread().interrupt();
            }
        }

        Event next() {
            try {
                Event event = events.poll(SOON.toSeconds(), TimeUnit.SECONDS);
                assertThat(event).as("an event within " + SOON).isNotNull();
                return event;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
        }

        List<Event> until(Predicate<Event> last) {
            List<Event> found = new ArrayList<>();
            do {
                found.add(next());
            } while (!last.test(found.get(found.size() - 1)));
            return found;
        }

        boolean ended() {
            return !thread.isAlive();
        }

        @Override
        public void close() {
            try {
                body.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
