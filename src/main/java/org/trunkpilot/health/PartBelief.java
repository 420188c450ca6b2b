package org.trunkpilot.health;

import java.util.OptionalInt;

/**
 * What is believed about one part of a trunk.
 *
 * @param score 0 (useless) to 100 (nothing to wish for); empty when there is no evidence
 * @param words one short sentence with the figures, for the dashboard
 */
public record PartBelief(Part part, OptionalInt score, Grade grade, String words) {}
