/** What can be practised on the practice PBX, watched while it runs, and judged at its end. */
@NullMarked
package org.trunkpilot.exercise;

import org.jspecify.annotations.NullMarked;
