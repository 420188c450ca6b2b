package org.trunkpilot.notify;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.trunkpilot.notify.Message.Line;
import org.trunkpilot.notify.Message.State;
import org.trunkpilot.notify.Message.Telling;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** The templates that README and manual give away, whatever the sentences hold. */
class BodyTemplateTest {
    private static final Instant AT = Instant.parse("2026-03-01T02:14:05Z");
    private static final Pattern EXAMPLE = Pattern.compile("(?m)^ *#? *body: '(\\{.*})'");
    private static final JsonMapper STRICT = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private static final List<State> STATES = List.of(State.values());

    /** Whatever breaks JSON, templates, lines or chats. */
    private static final List<String> SHARDS = List.of(
            "\"",
            "\\",
            "\n",
            "\r\n",
            "\t",
            "\0",
            "\u001b",
            "\u2028",
            "é",
            "😀",
            "\ud83d",
            "{text}",
            "{",
            "}",
            "${x}",
            "$1",
            "\\u0022",
            "<!channel>",
            "&lt;",
            "'",
            "`",
            "%s",
            "\"}],\"x\":[{",
            "a");

    static List<String> examples() throws IOException {
        String manual = Files.readString(Path.of("src/main/resources/application.yml"));
        String readme = Files.readString(Path.of("README.md"));
        return Stream.of(manual, readme)
                .flatMap(text -> EXAMPLE.matcher(text).results())
                .map((MatchResult example) -> example.group(1))
                .toList();
    }

    @Test
    void theManualAndTheReadmeHaveExamples() throws IOException {
        assertThat(examples()).hasSizeGreaterThanOrEqualTo(3).anyMatch(it -> it.contains("AdaptiveCard"));
    }

    @ParameterizedTest
    @MethodSource("examples")
    void anExampleIsJsonWhateverTheSentencesHold(String template) {
        var body = BodyTemplate.of(template);
        for (long seed = 0; seed < 2_000; seed++) {
            var random = new SplittableRandom(seed);
            String rendered = body.render(message(random), ZoneOffset.UTC);
            assertThat(STRICT.readTree(rendered).isObject()).as("seed %s", seed).isTrue();
            assertThat(rendered).as("seed %s", seed).doesNotContain("<!channel>");
        }
    }

    @Test
    void whatAStrangerWroteStaysText() {
        String words = "SIP 503 \"}, {\"text\": \"free {state}\" \\";
        var message = new Message(
                "hq-1", 1, State.TROUBLE, "hq", AT, "t", new Telling(words, "", "", ""), List.of(), Optional.empty());
        String rendered = BodyTemplate.of("{\"a\": \"{headline}\"}").render(message, ZoneOffset.UTC);

        assertThat(STRICT.readTree(rendered).get("a").asString()).isEqualTo(words);
        assertThat(STRICT.readTree(rendered).size()).isOne();
    }

    private static Message message(SplittableRandom random) {
        return new Message(
                "hq-1",
                random.nextInt(1, 100),
                STATES.get(random.nextInt(STATES.size())),
                words(random),
                AT,
                words(random),
                new Telling(words(random), words(random), words(random), words(random)),
                List.of(new Line(AT, words(random))),
                Optional.empty());
    }

    private static String words(SplittableRandom random) {
        return IntStream.range(0, random.nextInt(8))
                .mapToObj(i -> SHARDS.get(random.nextInt(SHARDS.size())))
                .collect(Collectors.joining());
    }
}
