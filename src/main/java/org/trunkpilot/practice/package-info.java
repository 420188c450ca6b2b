/**
 * A make-believe carrier world that speaks real AMI and ESL on loopback, for the first run, exercises and tests.
 */
@NullMarked
package org.trunkpilot.practice;

import org.jspecify.annotations.NullMarked;
