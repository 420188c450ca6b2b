package org.trunkpilot.practice;

import java.time.Instant;

/**
 * A phase of the incident script, for whoever wants to say what is being made believe.
 *
 * @param phase short name
 * @param since when it began, or will begin
 * @param until when the next one begins
 * @param words what is the matter, with its figures
 * @param next the words of the phase after it
 * @param current whether it is the one that is being played
 */
public record Scene(String phase, Instant since, Instant until, String words, String next, boolean current) {}
