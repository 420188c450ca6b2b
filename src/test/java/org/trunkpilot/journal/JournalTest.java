package org.trunkpilot.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.trunkpilot.replay.Input;
import org.trunkpilot.replay.Past;
import org.trunkpilot.routing.ControllerMemory;
import org.trunkpilot.routing.Mode;
import org.trunkpilot.signal.ProbeSent;
import org.trunkpilot.trunk.PbxId;

class JournalTest {
    private static final PbxId HQ = new PbxId("hq");
    private static final PbxId BRANCH = new PbxId("branch");

    @TempDir
    private Path dir;

    private final AtomicReference<Instant> now = new AtomicReference<>(Past.START);
    private Journal journal;

    @BeforeEach
    void open() {
        journal = journal(JournalSettings.defaults());
    }

    @AfterEach
    void close() {
        journal.close();
    }

    @Test
    void whatWasToldComesBackAfterAStopInItsOrderEachPbxApart() {
        List<Input> past = new Past(1, 1).inputs(Duration.ofMinutes(10), 20, Duration.ofSeconds(30));
        journal.start();
        past.forEach(journal.pen(HQ));
        journal.pen(BRANCH).accept(stood(Past.START, true));
        journal.close();

        assertThat(read(HQ)).isEqualTo(past);
        assertThat(read(BRANCH)).hasSize(1);
        assertThat(journal.status().dropped()).isZero();
    }

    @Test
    void whatIsWrittenCanBeReadWhileTheWriterGoesOn() {
        journal.start();
        Consumer<Input> pen = journal.pen(HQ);
        pen.accept(stood(Past.START, true));
        pen.accept(probe(1));

        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(read(HQ)).hasSize(2));
    }

    /** kill -9 leaves a half block; a power cut may leave worse. */
    @Test
    void aTornTailCostsOnlyTheTail() throws IOException {
        journal.start();
        Consumer<Input> pen = journal.pen(HQ);
        pen.accept(stood(Past.START, true));
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(read(HQ)).hasSize(1));
        long first = Files.size(files(HQ).get(0));
        for (int i = 0; i < 500; i++) {
            pen.accept(probe(i));
        }
        journal.close();
        // Closing waits 5 s for the disk; a busy one may need longer.
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(read(HQ)).hasSize(501));
        Path file = files(HQ).get(0);
        byte[] whole = Files.readAllBytes(file);
        for (int cut = 1; cut <= whole.length - first; cut += 7) {
            Files.write(file, Arrays.copyOf(whole, whole.length - cut));
            assertThat(read(HQ)).hasSizeGreaterThanOrEqualTo(1).first().isEqualTo(stood(Past.START, true));
        }
        byte[] hurt = whole.clone();
        hurt[whole.length - 2] ^= 0x55;
        Files.write(file, hurt);
        assertThat(read(HQ)).first().isEqualTo(stood(Past.START, true));
    }

    @Test
    void aFileThatIsNoJournalIsLeftOut() throws IOException {
        Files.createDirectories(dir.resolve("hq"));
        Files.writeString(dir.resolve("hq").resolve(Segment.name(Past.START)), "something else");
        Files.writeString(dir.resolve("hq").resolve("notes.txt"), "a person's");

        assertThat(read(HQ)).isEmpty();
        assertThat(dir.resolve("hq").resolve("notes.txt")).exists();
    }

    @Test
    void eachMilestoneAfterAnHourBeginsAFileAndAReaderBeginsAtTheLastBeforeItsSpan() {
        journal.start();
        Consumer<Input> pen = journal.pen(HQ);
        for (int hour = 0; hour < 4; hour++) {
            Instant at = Past.START.plus(Duration.ofHours(hour));
            now.set(at);
            pen.accept(stood(at, hour == 0));
            int written = hour + 1;
            await().atMost(Duration.ofSeconds(30))
                    .untilAsserted(() -> assertThat(read(HQ)).hasSize(written));
        }
        assertThat(files(HQ)).hasSize(4);

        var inputs = new ArrayList<Input>();
        journal.read(
                HQ, Past.START.plus(Duration.ofMinutes(90)), Past.START.plus(Duration.ofMinutes(150)), inputs::add);
        assertThat(inputs)
                .extracting(Input::at)
                .containsExactly(Past.START.plus(Duration.ofHours(1)), Past.START.plus(Duration.ofHours(2)));
    }

    @Test
    void whatIsTooOldOrTooMuchGoesOldestFirstAndNeverTheNewest() throws IOException {
        Path folder = Files.createDirectories(dir.resolve("hq"));
        for (int day = 0; day < 40; day++) {
            Files.write(folder.resolve(Segment.name(Past.START.plus(Duration.ofDays(day)))), new byte[100 * 1024]);
        }
        var shelf = new Shelf(dir, new JournalSettings(1, Duration.ofDays(30), 100, Duration.ofSeconds(1)));

        assertThat(shelf.prune(Past.START.plus(Duration.ofDays(39)))).isEqualTo(30);

        assertThat(shelf.bytes()).isLessThanOrEqualTo(1024 * 1024);
        assertThat(shelf.of(HQ))
                .hasSize(10)
                .last()
                .satisfies(file -> assertThat(Segment.begins(file)).isEqualTo(Past.START.plus(Duration.ofDays(39))));
        assertThat(shelf.prune(Past.START.plus(Duration.ofDays(400)))).isEqualTo(9);
    }

    @Test
    void whatFindsNoRoomIsCountedAndTheJournalSaysWhere() {
        journal.close();
        journal = journal(new JournalSettings(1, Duration.ofDays(1), 100, Duration.ofMillis(10)));
        Consumer<Input> pen = journal.pen(HQ);
        pen.accept(stood(Past.START, true));
        for (int i = 0; i < 150; i++) {
            pen.accept(probe(i));
        }
        journal.start();
        journal.close();

        assertThat(journal.status().dropped()).isEqualTo(51);
        assertThat(read(HQ)).hasSize(101).contains(new Input.Missed(Past.START, 51));
    }

    /** The folder cannot be made: what comes meanwhile is lost and counted, and nobody is held up. */
    @Test
    void aDiskThatRefusesCostsWhatComesMeanwhileAndTheJournalSaysSo() throws IOException {
        Files.writeString(dir.resolve("hq"), "a file where the folder should be");
        journal.start();
        journal.pen(HQ).accept(stood(Past.START, true));

        await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
            assertThat(journal.status().dropped()).isEqualTo(1);
            assertThat(journal.status().problem()).startsWith("the journal cannot be written");
        });
        // Before the next attempt nothing is tried; what each PBX loses is counted by itself.
        journal.pen(HQ).accept(probe(1));
        journal.pen(BRANCH).accept(probe(1));
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(journal.status().dropped()).isEqualTo(3));
        Files.delete(dir.resolve("hq"));
        now.set(Past.START.plusSeconds(61));
        Input back = stood(now.get(), true);
        journal.pen(HQ).accept(back);
        journal.pen(BRANCH).accept(back);
        await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
            assertThat(read(HQ)).containsExactly(new Input.Missed(now.get(), 2), back);
            assertThat(read(BRANCH)).containsExactly(new Input.Missed(now.get(), 1), back);
        });
        assertThat(journal.status().problem()).isEmpty();
    }

    @Test
    void withoutRoomNothingIsKept() {
        journal.close();
        journal = journal(new JournalSettings(0, Duration.ofDays(1), 100, Duration.ofMillis(10)));
        journal.start();
        journal.pen(HQ).accept(stood(Past.START, true));
        journal.close();

        assertThat(dir).isEmptyDirectory();
    }

    @Test
    void aWrongSettingIsNamed() {
        assertThatThrownBy(() -> new JournalSettings(1, Duration.ofMinutes(1), 100, Duration.ofSeconds(1)))
                .hasMessageContaining("trunkpilot.journal.age");
        assertThatThrownBy(() -> new JournalSettings(-1, Duration.ofDays(1), 100, Duration.ofSeconds(1)))
                .hasMessageContaining("trunkpilot.journal.megabytes");
    }

    private Journal journal(JournalSettings settings) {
        return new Journal(dir, settings, now::get);
    }

    private List<Input> read(PbxId pbx) {
        var inputs = new ArrayList<Input>();
        journal.read(pbx, Past.START.minusSeconds(1), Instant.MAX, inputs::add);
        return inputs;
    }

    private List<Path> files(PbxId pbx) {
        try {
            return new Shelf(dir, JournalSettings.defaults()).of(pbx);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static Input stood(Instant at, boolean fresh) {
        return new Input.Stood(
                at,
                fresh,
                new Past(1, 1).inventory(),
                Mode.WATCHING,
                ControllerMemory.EMPTY.text(),
                List.of(),
                List.of());
    }

    private static Input probe(int second) {
        return new Input.Heard(new ProbeSent(Past.START.plusSeconds(second), Past.a(0)));
    }
}
