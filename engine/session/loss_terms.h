#pragma once

/// What the window asks about terms of the loss: what is told of one, termCards(RunInfo::spec, LedgerLine::term), and
/// which of them several runs share.
#include "engine/recipe/shared_terms.h"
#include "engine/recipe/term_card.h"
