/** The make-believe world as FreeSWITCH 1.10 tells it: the Event Socket on loopback, with the headers of recordings. */
@NullMarked
package org.trunkpilot.practice.esl;

import org.jspecify.annotations.NullMarked;
