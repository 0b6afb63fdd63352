package db

// InOrder is inOrder for tests.
var InOrder = inOrder
