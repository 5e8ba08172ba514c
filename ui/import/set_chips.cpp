#include "ui/import/set_chips.h"

#include "ui/text/sentence.h"
#include "ui/widgets/busy_bar.h"

namespace zscape {

void SetChips::setSets(const SetChoice& choice, int chosen) {
    choice_ = choice;
    std::vector<Content> chips;
    for (const SetChoice::Set& set : choice_.sets) {
        const QString name = text(set.name), count = number(set.images);
        chips.push_back({name, count, tr("%1, %2 images").arg(name, count), {}});
    }
    setChips(chips, choice_.sets.size() == 2 ? tr("one is used, never both") : tr("one of them is used"));
    choose(chosen);
}

}  // namespace zscape
