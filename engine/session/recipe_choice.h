#pragma once

#include "engine/recipe/recipe_groups.h"
#include "engine/recipe/settings_in_force.h"

/// What choosing a recipe and its settings needs of the engine, for the window: groups, what images a recipe asks for,
/// which settings are in force. Whether it fits the images at hand is what makeSpec() says (types.h).
