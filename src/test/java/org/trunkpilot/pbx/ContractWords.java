package org.trunkpilot.pbx;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;
import org.trunkpilot.pbx.PbxAdapterContract.Fault;
import org.trunkpilot.pbx.PbxAdapterContract.Trunks;
import org.trunkpilot.signal.Answer;
import org.trunkpilot.signal.CallEnd;
import org.trunkpilot.signal.CallId;
import org.trunkpilot.signal.CallSignal;
import org.trunkpilot.signal.CauseTable;
import org.trunkpilot.signal.CauseTable.Course;
import org.trunkpilot.signal.MediaReport;
import org.trunkpilot.signal.MediaReport.Direction;
import org.trunkpilot.signal.PbxReloaded;
import org.trunkpilot.signal.PbxRestarted;
import org.trunkpilot.signal.PbxSignal;
import org.trunkpilot.signal.PbxStopping;
import org.trunkpilot.signal.PhoneReport;
import org.trunkpilot.signal.Progress;
import org.trunkpilot.signal.Reachability;
import org.trunkpilot.signal.Registration;
import org.trunkpilot.signal.Seizure;
import org.trunkpilot.signal.SeizureRefused;
import org.trunkpilot.trunk.TrunkId;

/**
 * What was told of a fault in the words of the contract.
 *
 * @param words what every PBX must tell alike
 * @param when the same with its times, which differ
 */
record ContractWords(String words, String when) {
    private static final CauseTable TABLE = new CauseTable(Duration.ofSeconds(8));
    private static final Set<Fault> AUDIO = Set.of(
            Fault.CLEAN_CALL,
            Fault.ONE_WAY_NO_AUDIO_FROM_CARRIER,
            Fault.LOSS_OUTBOUND,
            Fault.LOSS_INBOUND,
            Fault.LONG_WAY);

    static ContractWords of(Fault fault, List<PbxSignal> heard, Trunks trunks) {
        return switch (fault) {
            case PATH_BLACKHOLED_AND_BACK, REGISTRATION_REFUSED_AND_BACK -> state(heard, trunks.a());
            case PBX_RELOADS, PBX_STOPS, PBX_STOPS_AND_ANOTHER_PROCESS_ANSWERS -> life(heard);
            case TWENTY_CALLS_AT_ONCE -> crowd(heard);
            default -> calls(fault, heard, trunks);
        };
    }

    /** One word of it and when it was told. */
    private record Said(String word, Instant at) {}

    private static ContractWords of(List<Said> said, Instant from) {
        return new ContractWords(
                said.stream().map(Said::word).collect(Collectors.joining(", ")),
                said.stream()
                        .map(each -> each.word() + " " + seconds(Duration.between(from, each.at())))
                        .collect(Collectors.joining(", ")));
    }

    private static String seconds(Duration time) {
        // A refusal may be told after what came of it.
        return String.format(Locale.ROOT, "%.1f s", Math.max(0, time.toMillis()) / 1000.0);
    }

    private static Instant first(List<PbxSignal> heard) {
        return heard.get(0).at();
    }

    /** Each once, in the order in which it first came. */
    private static ContractWords life(List<PbxSignal> heard) {
        List<Said> said = new ArrayList<>();
        Set<String> words = new HashSet<>();
        for (PbxSignal signal : heard) {
            String word = signal instanceof PbxStopping
                    ? "stopping"
                    : signal instanceof PbxRestarted ? "restarted" : signal instanceof PbxReloaded ? "reloaded" : "";
            if (!word.isEmpty() && words.add(word)) {
                said.add(new Said(word, signal.at()));
            }
        }
        String told = said.stream().map(Said::word).collect(Collectors.joining(", "));
        return new ContractWords(told, "told");
    }

    private static ContractWords crowd(List<PbxSignal> heard) {
        Map<CallId, Set<Direction>> audible = new HashMap<>();
        for (PbxSignal signal : heard) {
            if (signal instanceof Seizure seizure) {
                audible.put(seizure.call(), new HashSet<>());
            } else if (signal instanceof MediaReport report && audible.containsKey(report.call())) {
                report.reception().ifPresent(r -> audible.get(report.call()).add(report.direction()));
            }
        }
        boolean all = audible.values().stream().allMatch(ways -> ways.size() == 2);
        long reports = heard.stream().filter(MediaReport.class::isInstance).count();
        return new ContractWords(
                audible.size() + " seized, " + (all ? "heard both ways" : "not all heard"), reports + " media reports");
    }

    /** Bad states once, then good ones once. Where both bad ones came, reachability is named first, whichever was. */
    private static ContractWords state(List<PbxSignal> heard, TrunkId a) {
        List<Said> bad = new ArrayList<>();
        List<Said> good = new ArrayList<>();
        for (PbxSignal signal : heard) {
            if (signal instanceof Registration registration
                    && registration.trunk().equals(a)) {
                if (registration.state() == Registration.State.REJECTED) {
                    once(bad, "rejected", signal.at());
                } else if (registration.state() == Registration.State.REGISTERED && !bad.isEmpty()) {
                    once(good, "registered", signal.at());
                }
            } else if (signal instanceof Reachability reachability
                    && reachability.trunk().equals(a)) {
                if (reachability.state() == Reachability.State.UNREACHABLE) {
                    once(bad, "unreachable", signal.at());
                } else if (bad.size() == 2) {
                    once(good, "reachable", signal.at());
                }
            }
        }
        bad.sort(Comparator.comparing(Said::word).reversed());
        good.sort(Comparator.comparing(Said::word).reversed());
        List<Said> said = new ArrayList<>(bad);
        said.addAll(good);
        ContractWords told = of(said, first(heard));
        return new ContractWords("A " + told.words(), told.when());
    }

    private static void once(List<Said> said, String word, Instant at) {
        if (said.stream().noneMatch(each -> each.word().equals(word))) {
            said.add(new Said(word, at));
        }
    }

    private static ContractWords calls(Fault fault, List<PbxSignal> heard, Trunks trunks) {
        Map<CallId, Leg> legs = new HashMap<>();
        List<Leg> refused = new ArrayList<>();
        List<Leg> tried = new ArrayList<>();
        for (PbxSignal signal : heard) {
            if (signal instanceof SeizureRefused no) {
                Leg none = new Leg(name(no.trunk(), trunks), no.at(), fault);
                none.say("refused " + no.why(), no.at());
                refused.add(none);
            } else if (signal instanceof Seizure seizure) {
                Leg leg = new Leg(name(seizure.trunk(), trunks), seizure.at(), fault);
                boolean byPhone =
                        fault == Fault.A_PHONE_CALLS && seizure.phone().isPresent();
                leg.say(byPhone ? "seized by a phone" : "seized", seizure.at());
                legs.put(seizure.call(), leg);
                tried.add(leg);
            } else if (signal instanceof CallSignal call && legs.containsKey(call.call())) {
                legs.get(call.call()).take(call);
            }
        }
        // A refusal of which only the caller's channel told comes with the next event of that.
        List<Leg> all = new ArrayList<>(refused);
        all.addAll(tried);
        // A recording may hold more calls than the one in question.
        List<Leg> ofThisFault = all.stream()
                .filter(leg -> fault.told.contains("; B") || leg.trunk.equals("A"))
                .limit(fault.told.split(";", -1).length)
                .toList();
        Instant from = ofThisFault.isEmpty() ? Instant.EPOCH : ofThisFault.get(0).seized;
        return new ContractWords(
                ofThisFault.stream()
                        .map(leg -> leg.trunk + " " + of(leg.said, from).words())
                        .collect(Collectors.joining("; ")),
                ofThisFault.stream()
                        .map(leg -> leg.trunk + " " + leg.times(from))
                        .collect(Collectors.joining("; ")));
    }

    private static String name(TrunkId trunk, Trunks trunks) {
        return trunk.equals(trunks.a()) ? "A" : trunk.equals(trunks.b()) ? "B" : trunk.name();
    }

    /** One leg in the words of the contract. */
    private static final class Leg {
        private final String trunk;
        private final Instant seized;
        private final Fault fault;
        private final List<Said> said = new ArrayList<>();
        private final Map<Direction, long[]> audio = new EnumMap<>(Direction.class);
        private Duration longestWay = Duration.ZERO;
        private boolean rang;
        private boolean answered;
        private boolean farEndSent;
        private boolean phoneHeard;

        Leg(String trunk, Instant seized, Fault fault) {
            this.trunk = trunk;
            this.seized = seized;
            this.fault = fault;
        }

        void say(String word, Instant at) {
            said.add(new Said(word, at));
        }

        void take(CallSignal signal) {
            if (signal instanceof Progress progress) {
                rang |= progress.kind() == Progress.Kind.RINGING;
                Duration after = Duration.between(seized, progress.at());
                if (fault == Fault.RINGING_UNTIL_RING_TIMEOUT && trunk.equals("A")) {
                    say("rings", progress.at());
                } else if (fault == Fault.SLOW_RINGING) {
                    say("rings after " + after.plusMillis(500).toSeconds() + " s", progress.at());
                }
            } else if (signal instanceof Answer answer) {
                answered = true;
                say("answered", answer.at());
            } else if (signal instanceof MediaReport report) {
                media(report);
            } else if (signal instanceof PhoneReport report && fault == Fault.A_PHONE_CALLS) {
                if (!phoneHeard) {
                    say("phone heard", report.at());
                }
                phoneHeard = true;
            } else if (signal instanceof CallEnd end) {
                if (AUDIO.contains(fault)) {
                    media(end.at());
                }
                ended(end);
            }
        }

        private void media(MediaReport report) {
            long[] sums = audio.computeIfAbsent(report.direction(), direction -> new long[2]);
            report.reception().ifPresent(reception -> {
                sums[0] += reception.expectedPackets();
                sums[1] += reception.lostPackets();
            });
            report.roundTrip().filter(way -> way.compareTo(longestWay) > 0).ifPresent(way -> longestWay = way);
            farEndSent |= report.direction() == Direction.OUTBOUND
                    && report.sentByReporter().orElse(0) > 0;
        }

        private void media(Instant at) {
            long[] in = audio.getOrDefault(Direction.INBOUND, new long[2]);
            long[] out = audio.getOrDefault(Direction.OUTBOUND, new long[2]);
            say(
                    in[0] > 0 && out[0] > 0
                            ? "heard both ways"
                            : in[0] > 0 ? "heard INBOUND only" : "heard OUTBOUND only",
                    at);
            if (!farEndSent) {
                say("far end sends nothing", at);
            }
            loss("INBOUND", in, at);
            if (fault != Fault.LOSS_INBOUND) {
                loss("OUTBOUND", out, at);
            }
            if (fault == Fault.LONG_WAY && longestWay.toMillis() > 200) {
                say("round trip above 200 ms", at);
            }
        }

        private void loss(String direction, long[] sums, Instant at) {
            double percent = sums[0] == 0 ? 0 : 100.0 * sums[1] / sums[0];
            assertThat(percent).as("clear loss, or clearly none").matches(p -> p < 1 || p > 2);
            if (percent > 2) {
                say("loss " + direction, at);
            }
        }

        private void ended(CallEnd end) {
            var course = new Course(rang, false, answered, Duration.between(seized, end.at()), 1, OptionalInt.empty());
            String code = end.sip().isPresent() ? String.valueOf(end.sip().getAsInt()) : "-";
            // Who ends an answered call, Asterisk tells only with all of its events.
            boolean anyone = answered && !fault.told.contains("CALLER");
            say(
                    "ended " + (anyone ? "" : end.by() + " ") + (answered ? anyone ? "- " : "" : code + " ")
                            + TABLE.rule(end, course).blame(),
                    end.at());
        }

        /** The milestones of it, and the figures of its audio. */
        String times(Instant from) {
            List<String> times = new ArrayList<>();
            for (Said each : said) {
                String word = each.word().split(" ", 2)[0];
                if (Set.of("seized", "rings", "answered", "ended", "refused").contains(word)) {
                    times.add(word + " " + seconds(Duration.between(from, each.at())));
                }
            }
            if (AUDIO.contains(fault)) {
                audio.forEach((direction, sums) -> times.add(String.format(
                        Locale.ROOT,
                        "%s %d lost of %d",
                        direction == Direction.INBOUND ? "in" : "out",
                        sums[1],
                        sums[0])));
                if (!longestWay.isZero()) {
                    times.add("round trip " + longestWay.toMillis() + " ms");
                }
            }
            return String.join(", ", times);
        }
    }
}
