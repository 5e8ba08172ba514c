#pragma once

#include "engine/recipe/spec.h"

#include <set>
#include <string>

/// No LibTorch here: ui reaches it by engine/session/recipe_choice.h.
namespace zscape {

/// Keys of the settings that make a difference to `spec` as it is: those of the parts that were chosen (the channels of
/// convolutions where there are none do not), less those that another one of its values switches off (the strength of
/// no corruption does not).
std::set<std::string> settingsInForce(const ModelSpec& spec);

/// The same before there are images, of which the network "auto" goes by: of all that it may become.
std::set<std::string> settingsInForce(const Recipe& recipe);

}  // namespace zscape
