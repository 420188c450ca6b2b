package org.trunkpilot.practice.world;

import java.time.Duration;

/**
 * The PBX's own settings that decide how soon it notices something itself.
 *
 * @param qualifyEvery OPTIONS to each contact
 * @param qualifyTimeout a contact that has not answered after that is unreachable
 * @param registrationExpires asked for in REGISTER
 * @param registrationRetry after a refusal or silence
 */
public record PbxTimers(
        Duration qualifyEvery, Duration qualifyTimeout, Duration registrationExpires, Duration registrationRetry) {

    /** As an ordinary site has them, so that what is noticed fast was noticed by Trunkpilot. */
    public static final PbxTimers ORDINARY =
            new PbxTimers(Duration.ofSeconds(60), Duration.ofSeconds(3), Duration.ofHours(1), Duration.ofSeconds(60));
}
