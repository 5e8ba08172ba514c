#pragma once

namespace zscape {

class Output;

/// Every recipe with its sentence; with --json also every setting. Exit status.
int runRecipes(Output& output);

}  // namespace zscape
