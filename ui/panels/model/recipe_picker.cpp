#include "ui/panels/model/recipe_picker.h"

#include "ui/text/sentence.h"
#include "ui/widgets/command_name.h"

#include <QKeyEvent>

namespace zscape {

RecipePicker::RecipePicker(QWidget* parent) : HeaderCombo(tr("Recipe"), parent, true) {
    setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);
    setChosenInList(true);
    keepFromCommands(this);  // recipes are found by their names
}

void RecipePicker::setRecipes(const std::vector<Recipe>& recipes) {
    const std::string before = chosen();
    clear();
    for (const Recipe& recipe : recipes) addItem(wordsOf(recipe.title), QString::fromStdString(recipe.name));
    if (!before.empty()) choose(before);
}

void RecipePicker::choose(const std::string& name) { setCurrentIndex(findData(QString::fromStdString(name))); }

std::string RecipePicker::chosen() const { return currentData().toString().toStdString(); }

void RecipePicker::keyPressEvent(QKeyEvent* event) {
    switch (event->key()) {
        case Qt::Key_Return:
        case Qt::Key_Enter:
        case Qt::Key_Space:
        case Qt::Key_Select:
        case Qt::Key_F4: Q_EMIT openWanted(); return;
        default: event->ignore();
    }
}

}  // namespace zscape
