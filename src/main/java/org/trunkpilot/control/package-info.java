/** The one thread a PBX that owns its core: drain, fold, decide, actuate, record. */
@NullMarked
package org.trunkpilot.control;

import org.jspecify.annotations.NullMarked;
