#pragma once

namespace zscape {

class Output;

/// Every recipe with its sentence, by groups as on the window's page; with --json also every setting. Exit status.
int runRecipes(Output& output);

}  // namespace zscape
