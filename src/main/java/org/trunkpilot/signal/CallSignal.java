package org.trunkpilot.signal;

/** A fact about one call leg on a trunk. Legs that are on no configured trunk make no signals. */
public sealed interface CallSignal extends TrunkSignal
        permits Seizure, Progress, Answer, Hold, MediaReport, PhoneReport, CallEnd, CallTakenOver, InboundAnswered {
    CallId call();
}
