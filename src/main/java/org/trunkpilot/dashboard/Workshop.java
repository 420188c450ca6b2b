package org.trunkpilot.dashboard;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.trunkpilot.control.ControlledPbx;
import org.trunkpilot.operator.ApiProblem;
import org.trunkpilot.pbx.CheckItem;
import org.trunkpilot.pbx.PbxAdapter;
import org.trunkpilot.pbx.PbxAddress;
import org.trunkpilot.trunk.PbxId;

/** Setup and check of the PBXes that are controlled. Checks of one PBX run one at a time. Safe from any thread. */
final class Workshop {
    private final Map<PbxId, Bench> benches;

    Workshop(List<ControlledPbx> pbxs, List<PbxAdapter> adapters, InstantSource clock) {
        benches = pbxs.stream()
                .map(pbx -> new Bench(pbx, adapterOf(pbx, adapters), clock))
                .collect(Collectors.toUnmodifiableMap(
                        bench -> bench.pbx.inventory().pbx(), Function.identity()));
    }

    private static PbxAdapter adapterOf(ControlledPbx pbx, List<PbxAdapter> adapters) {
        return adapters.stream()
                .filter(adapter -> adapter.kind() == pbx.address().kind())
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no adapter for " + pbx.address()));
    }

    /** The one of that PBX. @throws ApiProblem when it is not controlled */
    Bench of(PbxId pbx) {
        Bench bench = benches.get(pbx);
        if (bench == null) {
            throw ApiProblem.conflict("PBX " + pbx + " is not under our control.");
        }
        return bench;
    }

    /**
     * What a check came to.
     *
     * @param took how long it ran
     */
    record Checked(Instant at, Duration took, List<CheckItem> items) {
        Checked {
            items = List.copyOf(items);
        }
    }

    /** One PBX. */
    static final class Bench {
        private final ControlledPbx pbx;
        private final PbxAdapter adapter;
        private final InstantSource clock;
        private final ReentrantLock running = new ReentrantLock();
        private volatile @Nullable Checked last;

        private Bench(ControlledPbx pbx, PbxAdapter adapter, InstantSource clock) {
            this.pbx = pbx;
            this.adapter = adapter;
            this.clock = clock;
        }

        PbxAddress address() {
            return pbx.address();
        }

        String setup() {
            return adapter.setup(pbx.address(), pbx.inventory(), pbx.terms());
        }

        String dialplan() {
            return adapter.dialplan(pbx.address(), pbx.inventory(), pbx.terms());
        }

        /** The last one since the start. */
        Optional<Checked> last() {
            return Optional.ofNullable(last);
        }

        /** Checks now; empty while another check runs. */
        Optional<Checked> check() {
            if (!running.tryLock()) {
                return Optional.empty();
            }
            try {
                Instant begun = clock.instant();
                List<CheckItem> items = adapter.check(pbx.address(), pbx.inventory(), pbx.terms());
                var checked = new Checked(begun, Duration.between(begun, clock.instant()), items);
                last = checked;
                return Optional.of(checked);
            } finally {
                running.unlock();
            }
        }
    }
}
