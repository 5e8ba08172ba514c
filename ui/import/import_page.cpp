#include "ui/import/import_page.h"

#include "ui/bridge/sentence.h"
#include "ui/import/findings.h"
#include "ui/import/import_facts.h"
#include "ui/import/import_preview.h"
#include "ui/import/import_row.h"
#include "ui/import/label_bars.h"
#include "ui/import/labels_drawer.h"
#include "ui/import/set_chips.h"
#include "ui/import/size_drawer.h"
#include "ui/import/split_drawer.h"
#include "ui/import/values_drawer.h"
#include "ui/theme/icons.h"
#include "ui/theme/style.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/busy_bar.h"
#include "ui/widgets/message_strip.h"
#include "ui/widgets/panel_frame.h"
#include "ui/widgets/switch_button.h"

#include <QFileInfo>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QProgressBar>
#include <QPushButton>
#include <QScrollArea>
#include <QVBoxLayout>

namespace zscape {

namespace {

constexpr double kLeftWidth = 570, kNarrow = 1040, kSides = 24;  // at 13 px

QPushButton* linkButton(const QString& words, QWidget* parent) {
    auto* button = new QPushButton(words, parent);
    setButtonLook(button, ButtonLook::Link);
    button->setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    button->setFocusPolicy(
        Qt::TabFocus);  // after a click Return uses the images, and does not take back what was clicked
    return button;
}

}  // namespace

ImportPage::ImportPage(QWidget* parent)
    : QWidget(parent),
      islands_(new QBoxLayout(QBoxLayout::LeftToRight, this)),
      left_(new QWidget(this)),
      preview_(new ImportPreview(this)) {
    setAccessibleName(tr("Import"));
    setFocusPolicy(Qt::ClickFocus);
    islands_->setContentsMargins(0, 0, 0, 0);
    islands_->setSpacing(metrics().gap());
    islands_->addWidget(left_);
    islands_->addWidget(preview_, 1);
    auto* column = new QVBoxLayout(left_);
    column->setContentsMargins(0, 0, 0, metrics().px(8));
    column->setSpacing(0);
    buildHead(column);
    buildRows(column);
    connectRows();
    begin({}, false);
}

void ImportPage::buildHead(QVBoxLayout* column) {
    const Metrics& m = metrics();
    auto* head = new QWidget(left_);
    auto* across = new QHBoxLayout(head);
    across->setContentsMargins(m.px(kSides), m.px(14), m.px(kSides), 0);
    across->setSpacing(m.px(16));
    auto* words = new QVBoxLayout;
    words->setSpacing(0);
    auto* origin = new QHBoxLayout;
    origin->setSpacing(m.px(8));
    sourceIcon_ = new QLabel(head);
    source_ = new QLabel(head);
    source_->setForegroundRole(QPalette::PlaceholderText);
    source_->setTextFormat(Qt::PlainText);
    source_->setFixedHeight(m.px(28));
    origin->addWidget(sourceIcon_);
    origin->addWidget(source_, 1);
    headline_ = new QLabel(head);
    headline_->setFont(displayFont());
    headline_->setFixedHeight(m.px(34));
    headline_->setTextFormat(Qt::PlainText);
    summary_ = new QLabel(head);
    summary_->setForegroundRole(QPalette::PlaceholderText);
    summary_->setFixedHeight(m.px(20));
    summary_->setTextFormat(Qt::PlainText);
    for (QLabel* label : {source_, headline_, summary_}) label->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);
    words->addLayout(origin);
    words->addWidget(headline_);
    words->addWidget(summary_);
    words->addStretch(1);
    across->addLayout(words, 1);
    cancel_ = new QPushButton(tr("Cancel"), head);
    use_ = new QPushButton(head);
    setButtonLook(use_, ButtonLook::Primary);
    cancel_->setMinimumWidth(m.px(80));
    use_->setMinimumWidth(m.px(156));
    auto* buttons = new QGridLayout;
    buttons->setContentsMargins(0, m.px(32), 0, 0);
    buttons->setHorizontalSpacing(m.px(8));
    buttons->setVerticalSpacing(0);
    const auto key = [&](QPushButton* button, const QString& name, int at) {
        auto* note = new QLabel(name, head);
        note->setFont(axisFont());
        note->setForegroundRole(QPalette::PlaceholderText);
        note->setFixedHeight(m.px(20));
        buttons->addWidget(button, 0, at);
        buttons->addWidget(note, 1, at, Qt::AlignHCenter);
    };
    key(cancel_, tr("Esc"), 0);
    key(use_, tr("Return"), 1);
    buttons->setRowStretch(2, 1);
    across->addLayout(buttons);
    column->addWidget(head);

    auto* under = new QVBoxLayout;
    under->setContentsMargins(m.px(kSides), m.px(12), m.px(kSides), m.px(8));
    under->setSpacing(m.px(6));
    bar_ = new QProgressBar(left_);
    bar_->setTextVisible(false);
    bar_->setFixedHeight(m.px(4));
    bar_->setAccessibleName(tr("Progress of the reading"));
    under->addWidget(bar_);
    strip_ = new MessageStrip(left_);
    under->addWidget(strip_);
    column->addLayout(under);
    connect(cancel_, &QPushButton::clicked, this, &ImportPage::cancelWanted);
    connect(use_, &QPushButton::clicked, this, &ImportPage::use);
}

void ImportPage::buildRows(QVBoxLayout* column) {
    const Metrics& m = metrics();
    scroll_ = new QScrollArea(left_);
    rowsBox_ = new QWidget;
    auto* list = new QVBoxLayout(rowsBox_);
    list->setContentsMargins(m.px(kSides), 0, m.px(kSides) - ImportRow::overhang(), 0);
    list->setSpacing(0);
    const auto add = [&](Row row, const char* icon, const QString& name) {
        auto* made = new ImportRow(QLatin1String(icon), name, rowsBox_);
        rows_[static_cast<size_t>(row)] = made;
        list->addWidget(made);
        connect(made, &ImportRow::openRequested, this,
                [this, row](bool open) { openRow(open ? static_cast<int>(row) : -1); });
        return made;
    };
    add(Row::Set, "layers", tr("Set"))->setContents(sets_ = new SetChips);
    ImportRow* labels = add(Row::Labels, "tag", tr("Labels"));
    labels->addBelow(bars_ = new LabelBars(labels));
    labels->setDrawer(labels_ = new LabelsDrawer(labels));
    ImportRow* split = add(Row::Split, "shuffle", tr("Split"));
    split->setTrailing(ownSplit_ = new SwitchButton(tr("Its own split"), split));
    split->addBelow(splitBar_ = new SplitBar(split), ImportRow::Below::Tight);
    split->setDrawer(split_ = new SplitDrawer(split));
    ImportRow* size = add(Row::Size, "size", tr("Size, colour"));
    size->setDrawer(size_ = new SizeDrawer(size));
    ImportRow* values = add(Row::Values, "contrast", tr("Values"));
    values->setTrailing(range_ = linkButton(QString(), values));
    values->setDrawer(values_ = new ValuesDrawer(values));
    ImportRow* background = add(Row::Background, "checker", tr("Background"));
    background->setDrawer(background_ = new BackgroundDrawer(background));
    ImportRow* table = add(Row::Table, "ledger", tr("Table"));
    table->setTrailing(chooseTable_ = linkButton(tr("Choose another"), table));
    table->addBelow(tableLines_ = new CountLines(table), ImportRow::Below::Tight);
    ImportRow* duplicates = add(Row::Duplicates, "warn", tr("Duplicates"));
    duplicates->setTrailing(move_ = linkButton(tr("Move to training"), duplicates));
    duplicates->addBelow(pairs_ = new DuplicatePairs(duplicates), ImportRow::Below::Tight);
    ImportRow* notRead = add(Row::NotRead, "warn", tr("Not read"));
    notRead->setTrailing(showFiles_ = linkButton(tr("Show files"), notRead));
    notRead->addBelow(reasons_ = new CountLines(notRead), ImportRow::Below::Tight);
    list->addStretch(1);
    setPanelContents(scroll_, rowsBox_);
    scroll_->viewport()->installEventFilter(this);
    column->addWidget(scroll_, 1);
}

void ImportPage::connectRows() {
    connect(sets_, &SetChips::chosenByPerson, this, &ImportPage::setWanted);
    connect(labels_, &LabelsDrawer::labelsWanted, this, [this](const std::string& labels) {
        arrange([&labels](ImportSettings& settings) { settings.labels = labels; });
    });
    connect(labels_, &LabelsDrawer::tableWanted, this, &ImportPage::tableWanted);
    connect(chooseTable_, &QPushButton::clicked, this, &ImportPage::tableWanted);
    connect(ownSplit_, &QAbstractButton::clicked, this,
            [this](bool on) { arrange([on](ImportSettings& settings) { settings.split = on ? "own" : "random"; }); });
    connect(split_, &SplitDrawer::splitWanted, this, [this](const std::string& split) {
        arrange([&split](ImportSettings& settings) { settings.split = split; });
    });
    connect(split_, &SplitDrawer::groupWanted, this, [this](const std::string& group) {
        arrange([&group](ImportSettings& settings) { settings.group = group; });
    });
    connect(split_, &SplitDrawer::shareWanted, this, [this](double share) {
        share_ = share;
        arrange([](ImportSettings& settings) { settings.split = "random"; });
    });
    connect(move_, &QPushButton::clicked, this, [this] {
        const bool undo = imported_ && imported_->request.settings.duplicates == "train";
        moved_ = undo || !imported_ ? 0 : imported_->across.images;
        arrange([undo](ImportSettings& settings) { settings.duplicates = undo ? "keep" : "train"; });
    });
    connect(size_, &SizeDrawer::settingsWanted, this, &ImportPage::readWanted);
    const auto readIn = [this](const ValueRange& range) {
        if (!imported_) return;
        ImportSettings settings = imported_->request.settings;
        settings.range = range;
        Q_EMIT readWanted(settings);
    };
    connect(values_, &ValuesDrawer::rangeWanted, this, readIn);
    connect(values_, &ValuesDrawer::shown, this, [this](double black, double white) {
        if (!imported_ || !imported_->images->importReport().values) return;
        const ImportReport::Values& now = *imported_->images->importReport().values;
        // Of several channels, each with its own, no shade can be told from what is seen of all.
        if (now.channels.empty()) preview_->grid()->setShades(now.black, now.white, black, white);
    });
    connect(range_, &QPushButton::clicked, this, [this, readIn] {
        if (!imported_ || !imported_->images->importReport().values) return;
        const ImportReport::Values& now = *imported_->images->importReport().values;
        readIn(areHardlySeen(now) ? ValueRange{ValueRange::Kind::Fixed, now.foundBlack, now.foundWhite}
                                  : usualRange(now));
    });
    connect(background_, &BackgroundDrawer::colourWanted, this, [this](const std::array<uint8_t, 3>& colour) {
        if (!imported_) return;
        ImportSettings settings = imported_->request.settings;
        settings.background = colour;
        Q_EMIT readWanted(settings);
    });
    connect(showFiles_, &QPushButton::clicked, this, [this] {
        if (preview_->showsUnreadable()) preview_->showPictures();
        else preview_->showUnreadable();
    });
}

void ImportPage::arrange(const std::function<void(ImportSettings&)>& change) {
    if (!imported_) return;
    ImportSettings settings = imported_->request.settings;
    change(settings);
    Q_EMIT arrangeWanted(settings, share_);
}

void ImportPage::begin(const QString& source, bool file) {
    imported_.reset();
    moved_ = 0;
    choosing_ = false;
    reading_ = true;
    arranging_ = false;
    sourceIconName_ = file ? QStringLiteral("file") : QStringLiteral("open");
    source_->setText(source);
    source_->setToolTip(source);
    strip_->clear();
    openRow(-1);
    row(Row::Set)->hide();
    preview_->setImported(nullptr);
    bar_->setRange(0, 0);
    summary_->setText(tr("Looking for images"));
    showState();
}

void ImportPage::setReading(const Progress& progress, std::shared_ptr<const LoadPreview> preview) {
    reading_ = true;
    preview_->setReading(std::move(preview));
    const bool counted = progress.verb != "Looking for images" && progress.total > 0;
    bar_->setRange(0, counted ? 1000 : 0);
    if (counted) bar_->setValue(static_cast<int>(progress.done * 1000 / progress.total));
    QString words = counted             ? tr("%1 of about %2").arg(number(progress.done), number(progress.total))
                    : progress.done > 0 ? tr("Looking for images: %1").arg(number(progress.done))
                                        : tr("Looking for images");
    if (const QString left = timeLeft(progress.secondsLeft); counted && !left.isEmpty())
        words += QStringLiteral(", ") + left;
    summary_->setText(words);
    showState();
}

void ImportPage::setSets(const SetChoice& sets) {
    imported_.reset();
    reading_ = false;
    choosing_ = true;
    sets_->setSets(sets, -1);
    for (ImportRow* each : rows_) each->setVisible(each == row(Row::Set));
    summary_->setText(tr("%1 sets of images").arg(number(static_cast<qint64>(sets.sets.size()))));
    preview_->setImported(nullptr);
    showState();
}

void ImportPage::setImported(std::shared_ptr<const Imported> imported, bool own, double share) {
    imported_ = std::move(imported);
    choosing_ = false;
    own_ = own;
    share_ = share;
    reading_ = false;
    arranging_ = false;
    showRows();
    showFindings();
    showRemarks();
    preview_->setImported(imported_);
    showState();
}

void ImportPage::setProblem(const QString& sentence) {
    reading_ = false;
    arranging_ = false;
    const bool said = rows_[static_cast<size_t>(Row::Labels)]->isOpen()  ? labels_->setProblem(sentence)
                      : rows_[static_cast<size_t>(Row::Split)]->isOpen() ? split_->setProblem(sentence)
                                                                         : false;
    if (!said) strip_->showMessage(Tone::Bad, sentence);
    // Switch and chips show what holds, not what was asked.
    if (choosing_) sets_->setSets(sets_->choice(), -1);
    if (imported_ && imported_->sets) sets_->setSets(*imported_->sets, imported_->set);
    if (imported_) ownSplit_->setChecked(!isKind(imported_->request.settings.split, "random"));
    if (imported_ && !said) {
        labels_->setImported(*imported_);
        split_->setImported(*imported_, own_, share_);
        size_->setImported(*imported_);
        showValues();
    }
    if (imported_) preview_->setImported(imported_);
    showState();
}

void ImportPage::setArranging(bool arranging) {
    arranging_ = arranging;
    showState();
}

void ImportPage::showRows() {
    const Imported& found = *imported_;
    const ImportSettings& settings = found.request.settings;
    for (const Row always : {Row::Labels, Row::Split, Row::Size}) row(always)->show();
    row(Row::Set)->setVisible(found.sets.has_value());
    if (found.sets) sets_->setSets(*found.sets, found.set);
    row(Row::Labels)->setSentence(labelsHead(found), labelsTail(found));
    labels_->setImported(found);
    std::vector<std::array<int64_t, 3>> counts = found.counts;
    bars_->setCounts(found.images->labelNames(), counts);
    row(Row::Split)->setSentence(splitHead(settings) + QLatin1Char(' ') + sidesText(sidesOf(found)));
    splitBar_->setSides(sidesOf(found));
    ownSplit_->setVisible(own_);
    ownSplit_->setChecked(!isKind(settings.split, "random"));
    split_->setImported(found, own_, share_);
    row(Row::Size)->setSentence(sizeHead(found), sizeTail(found));
    size_->setImported(found);
    showValues();
    const bool padded = settings.fit == Fit::Pad && found.shape == Imported::Shape::Oblong;
    const ImportReport::Background& ground = found.images->importReport().background;
    const bool transparent = ground.transparent ? *ground.transparent > 0 : found.transparent;
    row(Row::Background)->setVisible(transparent || padded);
    row(Row::Background)
        ->setSentence(colourName(ground.colour), transparent ? behindText(ground) : tr("around long pictures"));
    background_->setColour(ground.colour);
}

void ImportPage::showValues() {
    const std::optional<ImportReport::Values>& values = imported_->images->importReport().values;
    ImportRow* shown = row(Row::Values);
    shown->setVisible(values.has_value());
    if (!values) return;
    const bool hardly = areHardlySeen(*values), oneRange = !values->byFile && !values->mixed;
    shown->setSentence(valuesHead(*values), valuesTail(*values));
    shown->setWarning(hardly);
    shown->setOpenable(!values->mixed);
    const ValueRange usual = usualRange(*values);
    const double black = values->bytes ? values->fullBlack : usual.black,
                 white = values->bytes ? values->fullWhite : usual.white;
    range_->setVisible(hardly || values->byFile || (oneRange && !areUsual(*values)));
    range_->setText(hardly ? tr("Use this range")
                    : usual.channels > 0
                        ? tr("Each channel by itself")
                        : tr("Back to %1 to %2").arg(valueText(*values, black), valueText(*values, white)));
    values_->setValues(*values);
}

void ImportPage::showFindings() {
    const Imported& found = *imported_;
    const ImportReport& report = found.images->importReport();

    row(Row::Table)->setVisible(!report.tables.empty());
    std::vector<std::pair<int64_t, QString>> lines;
    QStringList files;
    for (const ImportReport::Table& table : report.tables) {
        files.append(QFileInfo(text(table.file)).fileName());
        const auto without = [&lines](int64_t count, const std::vector<std::string>& first, const QString& one,
                                      const QString& many) {
            if (count > 0)
                lines.emplace_back(count,
                                   (count == 1 ? one : many).arg(text(first.empty() ? std::string() : first.front())));
        };
        without(table.rowsWithoutPicture, table.firstRows, tr("row without a picture, %1"),
                tr("rows without a picture, such as %1"));
        without(table.picturesWithoutRow, table.firstPictures, tr("picture without a row, %1"),
                tr("pictures without a row, such as %1"));
    }
    QStringList columns;
    for (const Attribute& attribute : found.images->attributes()) columns.append(text(attribute.name));
    const qsizetype many = columns.size();
    if (many > 3) columns = {columns[0], columns[1], tr("%1 more").arg(number(many - 2))};
    row(Row::Table)
        ->setSentence(files.join(QStringLiteral(", ")) + QLatin1Char(':'), columns.join(QStringLiteral(", ")));
    row(Row::Table)->setWarning(!lines.empty());
    tableLines_->setLines(std::move(lines));

    const bool train = found.request.settings.duplicates == "train";
    const int64_t moved = moved_ > 0 ? moved_ : report.duplicatesMoved;
    ImportRow* duplicates = row(Row::Duplicates);
    duplicates->setVisible(found.across.images > 0 || report.duplicates > 0 || (train && moved > 0));
    duplicates->setWarning(found.across.images > 0);
    move_->setVisible(found.across.images > 0 || train);
    move_->setText(train ? tr("Undo") : tr("Move to training"));
    pairs_->setVisible(found.across.images > 0);
    pairs_->setImported(imported_);
    if (train) duplicates->setSentence(tr("%1 moved.").arg(number(moved)));
    else if (found.across.images > 0)
        duplicates->setSentence(
            found.across.images == 1
                ? tr("1 picture is on both sides of the split")
                : tr("%1 pictures are on both sides of the split").arg(number(found.across.images)));
    else
        duplicates->setSentence(report.duplicates == 1
                                    ? tr("1 picture is there twice")
                                    : tr("%1 pictures are there more than once").arg(number(report.duplicates)),
                                tr("on one side"));

    const auto& unreadable = found.images->unreadable();
    std::vector<std::pair<int64_t, QString>> reasons = reasonsOf(unreadable, 4);
    if (report.hidden > 0) reasons.emplace_back(report.hidden, tr("hidden: their names begin with a dot"));
    if (report.aside > 0) reasons.emplace_back(report.aside, tr("masks and annotations: no pictures of the set"));
    ImportRow* notRead = row(Row::NotRead);
    notRead->setVisible(!reasons.empty());
    notRead->setWarning(!unreadable.empty());
    showFiles_->setVisible(!unreadable.empty());
    const int64_t kinds = reasonCount(unreadable) + (report.hidden > 0) + (report.aside > 0);
    const int64_t all = static_cast<int64_t>(unreadable.size()) + report.hidden + report.aside;
    notRead->setSentence(all == 1     ? tr("1 file")
                         : kinds == 1 ? tr("%1 files, for one reason").arg(number(all))
                                      : tr("%1 files, for %2 reasons").arg(number(all), number(kinds)));
    reasons_->setLines(std::move(reasons));
}

void ImportPage::showRemarks() {
    // What a row says already is not said twice.
    constexpr std::array<const char*, 8> kInRows{
        "tiles.cut",        "labels.unlabelled", "table.rows-without", "table.images-without",
        "split.duplicates", "values.range",      "values.dark",        "values.light"};
    constexpr qsizetype kMost = 2;
    QStringList sentences;
    for (const ErrorInfo& remark : imported_->images->importReport().remarks)
        if (std::find(kInRows.begin(), kInRows.end(), remark.code) == kInRows.end() && sentences.size() < kMost)
            sentences.append(sentenceOf(remark));
    if (sentences.isEmpty()) strip_->clear();
    else strip_->showMessage(Tone::Warn, sentences.join(QLatin1Char(' ')));
}

void ImportPage::showState() {
    const bool known = imported_ != nullptr;
    sourceIcon_->setPixmap(iconPixmap(sourceIconName_, tokens().text2, metrics().icon(), devicePixelRatioF()));
    bar_->setVisible(reading_);
    rowsBox_->setVisible(known || choosing_);
    rowsBox_->setEnabled(!reading_);
    const QString count = known ? number(imported_->images->count()) : QString();
    const bool one = known && imported_->images->count() == 1;
    const bool choose = choosing_ && !reading_;
    headline_->setText(choose               ? tr("Choose a set")
                       : known && !reading_ ? (one ? tr("1 image") : tr("%1 images").arg(count))
                                            : tr("Reading images"));
    if (known && !reading_) summary_->setText(summaryOf(*imported_));
    use_->setText(choose   ? tr("Choose a set")
                  : !known ? tr("Use the images")
                  : one    ? tr("Use 1 image")
                           : tr("Use %1 images").arg(count));
    use_->setEnabled(canUse());
    use_->setToolTip(canUse() || choose ? QString() : tr("The images are being read"));
    showBars();
}

bool ImportPage::canUse() const { return imported_ && !reading_ && !arranging_; }

void ImportPage::use() {
    if (canUse()) Q_EMIT useWanted();
}

bool ImportPage::letGo() {
    if (auto* field = qobject_cast<QLineEdit*>(focusWidget()); field && field->hasFocus()) {
        setFocus();
        return true;
    }
    if (!preview_->showsUnreadable()) return false;
    preview_->showPictures();
    setFocus();
    return true;
}

QString ImportPage::headline() const { return headline_->text(); }

QString ImportPage::summary() const { return summary_->text(); }

void ImportPage::openRow(int row) {
    for (int i = 0; i < kRows; ++i) rows_[static_cast<size_t>(i)]->setOpen(i == row);
    showBars();
    if (row < 0) return;
    // Laid out first: what opened is to be seen whole where it can be.
    QMetaObject::invokeMethod(
        this, [this, row] { scroll_->ensureWidgetVisible(rows_[static_cast<size_t>(row)], 0, 0); },
        Qt::QueuedConnection);
}

void ImportPage::showBars() {
    const bool labelled = imported_ && imported_->images->labelNames().size() > 1;
    int rows = 0;
    bool open = false;
    for (ImportRow* each : rows_) {
        open = open || each->isOpen();
        if (!each->isHidden()) rows += each->sizeHint().height();
    }
    if (!bars_->isHidden()) rows -= bars_->sizeHint().height();
    bars_->setVisible(labelled && !open && scroll_->viewport()->height() - rows >= metrics().px(100));
}

bool ImportPage::narrow() const { return width() < metrics().px(kNarrow - 12); }

void ImportPage::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(tokens().panel);
    painter.drawRoundedRect(QRectF(left_->geometry()), metrics().panelRadius(), metrics().panelRadius());
}

void ImportPage::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    const Metrics& m = metrics();
    islands_->setDirection(narrow() ? QBoxLayout::TopToBottom : QBoxLayout::LeftToRight);
    islands_->setStretch(0, narrow() ? 3 : 0);
    islands_->setStretch(1, narrow() ? 2 : 1);
    left_->setMinimumWidth(narrow() ? 0 : m.px(kLeftWidth));
    left_->setMaximumWidth(narrow() ? QWIDGETSIZE_MAX : m.px(kLeftWidth));
}

bool ImportPage::eventFilter(QObject* watched, QEvent* event) {
    if (watched == scroll_->viewport() && event->type() == QEvent::Resize) {
        // The scroll bar lies in the margin: the ends of the lines stay where they are.
        const Metrics& m = metrics();
        const int bar = scroll_->viewport()->width() < scroll_->width() ? m.scrollBar() : 0;
        rowsBox_->layout()->setContentsMargins(m.px(kSides), 0, m.px(kSides) - ImportRow::overhang() - bar, 0);
        // Only once the rows have their height is it known whether bars fit.
        showBars();
    }
    return QWidget::eventFilter(watched, event);
}

void ImportPage::keyPressEvent(QKeyEvent* event) {
    switch (event->key()) {
        case Qt::Key_Return:
        case Qt::Key_Enter:
            // A field has taken its text by it, and a button is pressed by it; anywhere else it uses the images.
            if (qobject_cast<QLineEdit*>(focusWidget())) setFocus();
            else if (auto* button = qobject_cast<QPushButton*>(focusWidget()); button && button->hasFocus())
                button->click();
            else use();
            return;
        case Qt::Key_Right:
        case Qt::Key_Down: row(Row::Labels)->head()->setFocus(Qt::TabFocusReason); return;
        default: QWidget::keyPressEvent(event);
    }
}

void ImportPage::changeEvent(QEvent* event) {
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange && sourceIcon_) showState();
}

}  // namespace zscape
