package org.trunkpilot.health;

import java.time.Instant;

/**
 * One thing that is wrong with a trunk, and how we know.
 *
 * @param verdict what this finding alone makes of the trunk: SUSPECT, DEGRADED or DOWN
 * @param since the first bad evidence; a probe answered before it proves nothing against this finding
 * @param words one sentence an operator understands, with its figures
 * @param attribution whose fault it is: first as far as this trunk alone can tell, in a judgement as far as all trunks, the phones
 *     and the uplinks together can
 */
public record Finding(Kind kind, Verdict verdict, Grade grade, Instant since, String words, Attribution attribution) {
    /** A finding against the carrier, as far as this trunk alone can tell. */
    public Finding(Kind kind, Verdict verdict, Grade grade, Instant since, String words) {
        this(kind, verdict, grade, since, words, Attribution.CARRIER);
    }

    /** The same finding, by whoever's fault. */
    public Finding by(Attribution whose) {
        return whose == attribution ? this : new Finding(kind, verdict, grade, since, words, whose);
    }

    /** What can be wrong. */
    public enum Kind {
        /** The carrier does not accept our registration, or does not answer it. */
        NOT_REGISTERED(Layer.CONTROL),
        /** We are not registered, and the PBX no longer tries: it takes a push. */
        REGISTRATION_STOPPED(Layer.CONTROL),
        /** Our registration comes and goes. */
        REGISTRATION_FLAPS(Layer.CONTROL),
        /** OPTIONS go unanswered. */
        UNREACHABLE(Layer.CONTROL),
        /** Call set-up fails for reasons that are the carrier's. */
        SETUP_FAULTS(Layer.SETUP),
        /** Many more numbers are busy than by other carriers. */
        FALSE_BUSY(Layer.SETUP),
        /** Calls ring at once and hardly any is answered, unlike by other carriers. */
        FALSE_RINGING(Layer.PDD),
        /** Calls stay silent after dialling, or ring late. */
        SLOW_RINGING(Layer.PDD),
        /** Calls ring within the target, but much later than is usual here, and than on the other trunks now. */
        LATER_THAN_USUAL(Layer.PDD),
        /** Packets towards us are lost. */
        LOSS_INBOUND(Layer.MEDIA),
        /** Packets away from us are lost. */
        LOSS_OUTBOUND(Layer.MEDIA),
        /** Delay, jitter or loss keep the R-factor towards us under the floor. */
        POOR_INBOUND(Layer.MEDIA),
        /** Delay, jitter or loss keep the R-factor away from us under the floor. */
        POOR_OUTBOUND(Layer.MEDIA),
        /** The round trip of the audio has risen above what this trunk is used to. */
        LONGER_DELAY(Layer.MEDIA),
        /** The jitter towards us has risen above what this trunk is used to. */
        MORE_JITTER_INBOUND(Layer.MEDIA),
        /** The jitter away from us has risen above what this trunk is used to. */
        MORE_JITTER_OUTBOUND(Layer.MEDIA),
        /** Answered calls hear nothing from the far end. */
        SILENT_INBOUND(Layer.AUDIO_PATH),
        /** The far end of answered calls hears nothing from us. */
        SILENT_OUTBOUND(Layer.AUDIO_PATH);

        private final Layer layer;

        Kind(Layer layer) {
            this.layer = layer;
        }

        public Layer layer() {
            return layer;
        }
    }

    /** Where it is wrong. A success in one layer clears nothing in another. */
    public enum Layer {
        CONTROL,
        SETUP,
        PDD,
        MEDIA,
        AUDIO_PATH;

        /** Whether calls do not get through at all, as against getting through badly. */
        public boolean hard() {
            return this == CONTROL || this == SETUP;
        }
    }
}
