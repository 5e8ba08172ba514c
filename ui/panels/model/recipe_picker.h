#pragma once

#include "engine/session/types.h"
#include "ui/widgets/header_combo.h"

#include <vector>

namespace zscape {

/// The recipe in use, in a field that looks like a combo box: what it opens is a page and no list. Neither arrows nor
/// the wheel turn it, for another recipe is another run.
class RecipePicker : public HeaderCombo {
    Q_OBJECT

public:
    explicit RecipePicker(QWidget* parent = nullptr);

    void setRecipes(const std::vector<Recipe>& recipes);
    /// By name ("vae-2d"); emits nothing.
    void choose(const std::string& name);
    std::string chosen() const;

    void showPopup() override { Q_EMIT openWanted(); }

Q_SIGNALS:
    /// A click, Return, Enter, a blank or F4.
    void openWanted();

protected:
    void keyPressEvent(QKeyEvent* event) override;
};

}  // namespace zscape
