package org.trunkpilot.practice.world;

import java.time.Duration;
import org.trunkpilot.trunk.Inventory;

/**
 * A site to make believe: its trunks and routes, the settings of its PBX and its calls.
 *
 * @param lease the longest that the dialplan honours a row ahead, less its minute of grace
 * @param rows where its dialplan reads order rows
 * @param seed of everything that is left to chance: the same seed gives the same day
 */
public record Site(Inventory inventory, PbxTimers timers, Traffic traffic, Duration lease, Rows rows, long seed) {}
