package org.trunkpilot.practice.world;

import java.time.Duration;

/**
 * The PBX's own settings that decide how soon it notices something itself.
 *
 * @param qualifyEvery OPTIONS to each contact
 * @param qualifyTimeout a contact that has not answered after that is unreachable
 * @param registrationExpires asked for in REGISTER
 * @param registrationRetry after a refusal or silence
 * @param downWithoutRegistration whether the PBX sends no calls to a trunk whose registration failed
 */
public record PbxTimers(
        Duration qualifyEvery,
        Duration qualifyTimeout,
        Duration registrationExpires,
        Duration registrationRetry,
        boolean downWithoutRegistration) {

    /** As an ordinary site has them, so that what is noticed fast was noticed by Trunkpilot. */
    public static final PbxTimers ORDINARY = new PbxTimers(
            Duration.ofSeconds(60), Duration.ofSeconds(3), Duration.ofHours(1), Duration.ofSeconds(60), false);

    /** FreeSWITCH pings every 5 s where that is set, one at a time, and gives one up after 32 s (timer F). */
    public static final PbxTimers OF_FREESWITCH = new PbxTimers(
            Duration.ofSeconds(5), Duration.ofSeconds(32), Duration.ofHours(1), Duration.ofSeconds(30), true);
}
