/** A crooked house: one class for each way to break a rule of {@code Boundaries}, each of which must be reported. */
@NullMarked
package planted;

import org.jspecify.annotations.NullMarked;
