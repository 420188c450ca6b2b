package org.trunkpilot.pbx;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.trunkpilot.signal.PbxSignal;
import org.trunkpilot.trunk.TrunkId;

/**
 * The same fault, told by any PBX, gives the same signals up to their times: what {@code health} and {@code routing} learn must not
 * depend on the PBX. Every adapter plays a recording of its own for each fault.
 *
 * <p>Left out of the comparison, and why:
 *
 * <ul>
 *   <li>times, ids of legs and numbers called;
 *   <li>Q.850 where a SIP code is told: it is the PBX's own translation of that code (503 is 34 to Asterisk and 41 to FreeSWITCH);
 *       the ruling of the cause table, which is what counts, is compared;
 *   <li>whether the phone rang before a call was refused or answered: the lab's two providers differ in that; where ringing is the
 *       matter, it is compared;
 *   <li>of the media, the sum of each direction: heard or nothing, loss below 1 %, or above 2 %; of {@link Fault#LOSS_INBOUND} that
 *       direction alone, as Asterisk's recording of it has loss both ways;
 *   <li>repeated refreshes of registrations, and what other trunks do meanwhile.
 * </ul>
 *
 * <p>What the two PBXes told, side by side and with their times, is the table of {@code docs/freeswitch.md}, which this test
 * keeps true ({@code -Dapprove=true} writes it anew).
 */
public abstract class PbxAdapterContract {
    /** What goes wrong, and what every adapter must tell of it. {@code A} is the trunk it goes wrong on. */
    public enum Fault {
        CLEAN_CALL("A seized, answered, heard both ways, ended CALLER NOBODY"),
        EMERGENCY_CALL("A seized, answered, ended - NOBODY"),
        TWENTY_CALLS_AT_ONCE("20 seized, heard both ways"),
        ORDER_CHANGED_DURING_A_CALL("A seized, answered, ended - NOBODY; B seized, answered, ended - NOBODY"),
        A_PHONE_CALLS("A seized by a phone, answered, phone heard, ended - NOBODY"),
        BUSY_486("A seized, ended FAR_END 486 CALLEE"),
        NOT_FOUND_404("A seized, ended FAR_END 404 CALLEE"),
        FORBIDDEN_403("A seized, ended FAR_END 403 ACCOUNT"),
        CODEC_488("A seized, ended FAR_END 488 CODEC"),
        REFUSED_503("A seized, ended FAR_END 503 CARRIER"),
        FAIL_OVER_503("A seized, ended FAR_END 503 CARRIER; B seized, answered, ended CALLER NOBODY"),
        SILENT_PROVIDER("A seized, ended FAR_END 408 CARRIER"),
        NO_RINGING_UNTIL_PROGRESS_TIMEOUT("A seized, ended PROGRESS_TIMEOUT - CARRIER"),
        RINGING_UNTIL_RING_TIMEOUT("A seized, rings, ended RING_TIMEOUT - NOBODY"),
        SLOW_RINGING("A seized, rings after 8 s, answered, ended CALLER NOBODY"),
        ONE_WAY_NO_AUDIO_FROM_CARRIER("A seized, answered, heard OUTBOUND only, far end sends nothing, ended - NOBODY"),
        LOSS_OUTBOUND("A seized, answered, heard both ways, loss OUTBOUND, ended - NOBODY"),
        LOSS_INBOUND("A seized, answered, heard both ways, loss INBOUND, ended - NOBODY"),
        LONG_WAY("A seized, answered, heard both ways, round trip above 200 ms, ended - NOBODY"),
        TRUNK_HELD_FOR_DOWN("A refused UNREACHABLE; B seized, answered, ended - NOBODY"),
        REGISTRATION_REFUSED_AND_BACK("A rejected, registered"),
        PATH_BLACKHOLED_AND_BACK("A unreachable, rejected, registered, reachable"),
        PBX_RELOADS("reloaded"),
        PBX_STOPS("stopping"),
        PBX_STOPS_AND_ANOTHER_PROCESS_ANSWERS("stopping, restarted");

        final String told;

        Fault(String told) {
            this.told = told;
        }
    }

    /** The trunk that a fault is about, and the other. */
    public record Trunks(TrunkId a, TrunkId b) {}

    /** How the bytes come: in pieces of 1 to {@code most}, by chance of that seed. */
    public record Cuts(long seed, int most) {
        public SplittableRandom random() {
            return new SplittableRandom(seed);
        }
    }

    /** Another one each time, unless {@code -Dcontract.seed} names one; told in every message. */
    private static final long SEED = Long.getLong("contract.seed", System.nanoTime());

    /** The signals of the recording of a fault; its bytes in the pieces in which they were recorded, or cut anew. */
    protected abstract List<PbxSignal> heard(Fault fault, Optional<Cuts> cuts);

    /** Which trunk is which in the recording of a fault. */
    protected abstract Trunks trunks(Fault fault);

    /** The recording of a fault. */
    protected abstract String recording(Fault fault);

    /** The column of this PBX in the table of the docs. */
    protected abstract String column();

    @ParameterizedTest
    @EnumSource(Fault.class)
    void theSameFaultGivesTheSameSignals(Fault fault) {
        assertThat(told(fault).words()).isEqualTo(fault.told);
    }

    @ParameterizedTest
    @EnumSource(Fault.class)
    void howTheBytesAreCutMakesNoDifference(Fault fault) {
        List<PbxSignal> whole = heard(fault, Optional.empty());
        for (int most : new int[] {7, 300, 20_000}) {
            assertThat(heard(fault, Optional.of(new Cuts(SEED, most))))
                    .as("pieces of 1 to %d bytes, -Dcontract.seed=%d", most, SEED)
                    .isEqualTo(whole);
        }
    }

    @ParameterizedTest
    @EnumSource(Fault.class)
    void theTableOfTheDocsSaysWhenEachTold(Fault fault) throws IOException {
        String cell = "`" + recording(fault) + "`: " + told(fault).when();

        assertThat(ContractTable.cell(fault, column(), cell)).isEqualTo(cell);
    }

    private ContractWords told(Fault fault) {
        return ContractWords.of(fault, heard(fault, Optional.empty()), trunks(fault));
    }
}
