package org.trunkpilot.trunk;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * A package that decides and never talks: no Spring, no I/O, no clock of its own; time is an argument.
 *
 * <p>{@code BoundariesTest} reads this mark from the class files, which is all the retention it needs.
 */
@Documented
@Retention(RetentionPolicy.CLASS)
@Target(ElementType.PACKAGE)
public @interface Pure {}
