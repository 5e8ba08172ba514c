#pragma once

#include "engine/session/types.h"
#include "ui/widgets/header_combo.h"

#include <vector>

namespace zscape {

/// A combo box of recipes: one line when closed, title and sentence of each when open.
class RecipePicker : public HeaderCombo {
    Q_OBJECT

public:
    explicit RecipePicker(QWidget* parent = nullptr);

    void setRecipes(const std::vector<Recipe>& recipes);
    /// By name ("vae-2d"); emits nothing.
    void choose(const std::string& name);
    std::string chosen() const;

Q_SIGNALS:
    /// A person chose another one.
    void recipeChosen(const QString& name);
};

}  // namespace zscape
