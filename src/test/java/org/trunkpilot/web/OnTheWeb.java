package org.trunkpilot.web;

/** The whole service on H2: enough for whatever does not depend on the database. */
public abstract class OnTheWeb extends WholeService implements OnH2 {}
