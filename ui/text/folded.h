#pragma once

#include <QString>

#include <vector>

namespace zscape {

/// A text as it is searched in: small letters without marks, Greek ones by their names ("β-VAE" is "beta-vae").
struct Folded {
    QString text;
    std::vector<qsizetype> from;  ///< of each of its characters the place in the text that is shown
};

Folded fold(const QString& text);

}  // namespace zscape
