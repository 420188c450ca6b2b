/**
 * Incidents whose cause is known, because we made it: a model of carriers, links, a PBX, a house full of phones and the people called.
 *
 * <p>{@link org.trunkpilot.judgement.Plant} and what it is made of know physics and dialplans, and nothing of how anybody judges: no
 * verdict, no finding, no threshold. It was written and committed before the judgement was tuned on it.
 */
package org.trunkpilot.judgement;
