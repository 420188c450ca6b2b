/**
 * The make-believe world itself: links, carriers, calls and the PBX's dialplan as one discrete-event model in virtual time.
 * It knows no socket, no clock and no manager protocol; who wants to hear what happens is a {@link
 * org.trunkpilot.practice.world.Witness}. Every type here is confined to one thread at a time.
 */
@NullMarked
package org.trunkpilot.practice.world;

import org.jspecify.annotations.NullMarked;
