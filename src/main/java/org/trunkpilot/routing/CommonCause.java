package org.trunkpilot.routing;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.trunkpilot.health.Belief;
import org.trunkpilot.health.Finding;
import org.trunkpilot.health.Verdict;
import org.trunkpilot.trunk.Inventory;
import org.trunkpilot.trunk.Trunk;
import org.trunkpilot.trunk.TrunkId;

/**
 * Is it a carrier, or what all of them have in common?
 *
 * <p>When every trunk of the PBX falls silent, and carriers that have nothing to do with each other did so within seconds, it is the
 * uplink or the PBX, and no order of trunks helps. The same of all trunks on one uplink is that uplink's fault: the trunks of another
 * may be preferred. Trunks of one carrier are one witness, so two carriers at least are needed for either.
 *
 * <p>After the first of them answers again nobody is blamed for a while: registrations come back one by one, and the last is not the
 * worst. That while ends early when all are well.
 */
final class CommonCause {
    private final Inventory inventory;
    private final RoutingPolicy policy;
    private final Map<String, Group> groups = new LinkedHashMap<>();

    CommonCause(Inventory inventory, RoutingPolicy policy) {
        this.inventory = inventory;
        this.policy = policy;
        groups.put("", new Group("", inventory.trunks()));
        for (Trunk trunk : inventory.trunks()) {
            groups.computeIfAbsent(trunk.uplink(), uplink -> new Group(uplink, onUplink(uplink)));
        }
    }

    /**
     * Lets time pass. Answers the trunks whose calls are to be excused, and since when: when a cause ends, and again when
     * nobody has to be spared any more, what calls showed meanwhile must not be held against anyone.
     */
    Map<TrunkId, Instant> step(Instant now, Map<TrunkId, Belief> beliefs) {
        var excused = new LinkedHashMap<TrunkId, Instant>();
        groups.values()
                .forEach(group -> group.step(now, beliefs)
                        .ifPresent(from -> group.trunks.forEach(
                                trunk -> excused.merge(trunk.id(), from, (a, b) -> a.isBefore(b) ? a : b))));
        return excused;
    }

    /** Our link is lost: we cannot know whether it still stands. */
    void forget() {
        groups.values().forEach(Group::forget);
    }

    /** The loud sentence, while a cause stands or is being got over. */
    Optional<String> sentence() {
        return groups.values().stream()
                .map(Group::sentence)
                .flatMap(Optional::stream)
                .findFirst();
    }

    /** The sentence, if what all trunks have in common is to blame, so that no move helps. */
    Optional<String> ofAll() {
        return group("").sentence();
    }

    /** Whether this trunk must not be blamed: what it shares with others failed, and it is still coming back from that. */
    boolean spares(TrunkId trunk) {
        return group(uplink(trunk)).recoveringUntil != null;
    }

    /** The sentence of the uplink a trunk leaves by, while that uplink is to blame. */
    Optional<String> ofUplink(TrunkId trunk) {
        return group(uplink(trunk)).sentence();
    }

    private String uplink(TrunkId trunk) {
        return inventory.trunk(trunk).map(Trunk::uplink).orElse("");
    }

    private Group group(String name) {
        Group group = groups.get(name);
        if (group == null) {
            throw new IllegalStateException("no uplink \"" + name + "\"");
        }
        return group;
    }

    private List<Trunk> onUplink(String uplink) {
        return inventory.trunks().stream()
                .filter(t -> t.uplink().equals(uplink))
                .toList();
    }

    private static Optional<Instant> silentSince(@Nullable Belief belief) {
        return Optional.ofNullable(belief).stream()
                .flatMap(b -> b.findings().stream())
                .filter(f -> f.kind() == Finding.Kind.UNREACHABLE && f.verdict() == Verdict.DOWN)
                .map(Finding::since)
                .findFirst();
    }

    private static boolean inTrouble(@Nullable Belief belief) {
        return belief == null
                || belief.findings().stream().anyMatch(f -> f.kind().layer() == Finding.Layer.CONTROL);
    }

    /** Trunks that have something in common: all, or those of an uplink. */
    private final class Group {
        private final String uplink;
        private final List<Trunk> trunks;
        private @Nullable String sentence;
        private @Nullable Instant recoveringUntil;
        private Instant spoiltSince = Instant.EPOCH;
        private boolean over;

        Group(String uplink, List<Trunk> trunks) {
            this.uplink = uplink;
            this.trunks = trunks;
        }

        Optional<String> sentence() {
            return Optional.ofNullable(sentence);
        }

        void forget() {
            sentence = null;
            recoveringUntil = null;
            over = false;
        }

        /** Since when calls on these trunks are to be excused, at the moments at which they are. */
        Optional<Instant> step(Instant now, Map<TrunkId, Belief> beliefs) {
            if (over) {
                forget();
            }
            Optional<String> stands = cause(beliefs);
            if (stands.isPresent()) {
                sentence = stands.get();
                recoveringUntil = null;
                return Optional.empty();
            }
            return sentence == null ? Optional.empty() : recover(now, beliefs);
        }

        private Optional<Instant> recover(Instant now, Map<TrunkId, Belief> beliefs) {
            boolean begins = recoveringUntil == null;
            if (recoveringUntil == null) {
                recoveringUntil = now.plus(policy.recovery());
            }
            List<TrunkId> waiting = trunks.stream()
                    .map(Trunk::id)
                    .filter(id -> inTrouble(beliefs.get(id)))
                    .toList();
            if (waiting.isEmpty() || !now.isBefore(recoveringUntil)) {
                // For one more look: these beliefs still hold what is excused now.
                over = true;
            } else {
                sentence = "Nothing is moved until " + Words.at(recoveringUntil, now) + ": " + what() + " came back, "
                        + Words.list(waiting) + (waiting.size() == 1 ? " has" : " have") + " yet to follow.";
            }
            return begins || over ? Optional.of(spoiltSince) : Optional.empty();
        }

        private Optional<String> cause(Map<TrunkId, Belief> beliefs) {
            var since = new ArrayList<Instant>();
            for (Trunk trunk : trunks) {
                Optional<Instant> silent = silentSince(beliefs.get(trunk.id()));
                if (silent.isEmpty()) {
                    return Optional.empty();
                }
                since.add(silent.get());
            }
            Instant last = since.stream().max(Comparator.naturalOrder()).orElseThrow();
            List<Trunk> together = new ArrayList<>();
            for (int i = 0; i < trunks.size(); i++) {
                if (!since.get(i).plus(policy.commonWindow()).isBefore(last)) {
                    together.add(trunks.get(i));
                }
            }
            if (together.stream().map(Trunk::carrier).distinct().count() < 2) {
                return Optional.empty();
            }
            Instant first = last;
            for (int i = 0; i < trunks.size(); i++) {
                if (together.contains(trunks.get(i)) && since.get(i).isBefore(first)) {
                    first = since.get(i);
                }
            }
            // The first silent OPTIONS was up to a probe interval late, and a media report tells of 5 s before it.
            spoiltSince = first.minus(policy.commonWindow());
            return Optional.of(words(together, first, last));
        }

        private String words(List<Trunk> together, Instant first, Instant last) {
            String names = Words.list(together.stream().map(Trunk::id).toList());
            String within = Words.span(Duration.between(first, last));
            return uplink.isEmpty()
                    ? "Nothing moved: " + names + " went silent within " + within
                            + " of each other; this is the uplink or the PBX, not a carrier."
                    : names + " went silent within " + within + " of each other; this is uplink " + uplink
                            + ", not a carrier.";
        }

        private String what() {
            return uplink.isEmpty() ? "the uplink or the PBX" : "uplink " + uplink;
        }
    }
}
