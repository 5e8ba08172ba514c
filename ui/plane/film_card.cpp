#include "ui/plane/film_card.h"

#include "ui/theme/tokens.h"
#include "ui/widgets/busy_bar.h"
#include "ui/widgets/header_combo.h"
#include "ui/widgets/number_field.h"

#include <QGridLayout>
#include <QLabel>
#include <QLineEdit>
#include <QLocale>
#include <QPushButton>

#include <algorithm>

namespace zscape {

namespace {

constexpr double kShortestWay = 0.1;  // seconds
constexpr int kCardWidth = 292;

double longestWay() { return static_cast<double>(kMostWalkFrames) / kWalkRate; }

template <typename Value>
void choose(QComboBox* box, Value value) {
    box->setCurrentIndex(std::max(0, box->findData(static_cast<int>(value))));
}

template <typename Value>
Value chosen(const QComboBox* box) {
    return static_cast<Value>(box->currentData().toInt());
}

NumberField* secondsOf(const QString& name, double least, QWidget* parent) {
    auto* field = new NumberField(parent);
    field->setRange(least, longestWay(), false);
    field->setUnit(FilmCard::tr("s"));
    field->line()->setAccessibleName(name);
    return field;
}

}  // namespace

FilmCard::FilmCard(QWidget* parent)
    : PopupCard(kCardWidth, Place::AboveRight, parent),
      seconds_(secondsOf(tr("Seconds from A to B"), kShortestWay, this)),
      hold_(secondsOf(tr("Seconds for which the first and the last frame are held"), 0, this)),
      size_(new HeaderCombo(tr("Size of the film"), this, true)),
      pixels_(new HeaderCombo(tr("How pictures are enlarged"), this, true)),
      pace_(new HeaderCombo(tr("Pace from A to B"), this, true)),
      play_(new HeaderCombo(tr("What is played"), this, true)),
      summary_(new QLabel(this)),
      gif_(new QPushButton(tr("Save as GIF…"), this)),
      mp4_(new QPushButton(tr("Save as MP4…"), this)) {
    const Metrics& m = metrics();
    setAccessibleName(tr("Film of the path"));
    auto* grid = new QGridLayout(this);
    grid->setContentsMargins(m.px(16), m.px(12), m.px(16), m.px(16));
    grid->setHorizontalSpacing(m.px(12));
    grid->setVerticalSpacing(m.px(8));
    grid->setColumnStretch(1, 1);
    auto* title = new QLabel(tr("Film of the path"), this);
    title->setFont(titleFont());
    grid->addWidget(title, 0, 0, 1, 2);
    const std::pair<QString, QWidget*> rows[] = {{tr("From A to B"), seconds_}, {tr("Ends held"), hold_},
                                                 {tr("Play"), play_},           {tr("Pace"), pace_},
                                                 {tr("Size"), size_},           {tr("Pixels"), pixels_}};
    int row = 1;
    for (const auto& [name, field] : rows) {
        auto* label = new QLabel(name, this);
        label->setBuddy(field);
        grid->addWidget(label, row, 0, Qt::AlignTop);
        label->setMinimumHeight(m.control());
        grid->addWidget(field, row++, 1);
    }
    play_->addItem(tr("To and fro"), static_cast<int>(WalkPlay::ToAndFro));
    play_->addItem(tr("Over and over"), static_cast<int>(WalkPlay::Loop));
    play_->addItem(tr("Once"), static_cast<int>(WalkPlay::Once));
    pace_->addItem(tr("Even"), static_cast<int>(WalkPace::Even));
    pace_->addItem(tr("Slow at both ends"), static_cast<int>(WalkPace::Eased));
    pixels_->addItem(tr("Exact"), 0);
    pixels_->addItem(tr("Smooth"), 1);
    summary_->setFont(noteFont());
    summary_->setWordWrap(true);
    summary_->setForegroundRole(QPalette::PlaceholderText);
    summary_->setMinimumHeight(2 * QFontMetrics(noteFont()).lineSpacing());
    grid->addWidget(summary_, row++, 0, 1, 2);
    auto* buttons = new QHBoxLayout;
    buttons->setSpacing(m.px(6));
    for (QPushButton* button : {gif_, mp4_}) {
        button->setAutoDefault(false);
        buttons->addWidget(button, 1);
    }
    grid->addLayout(buttons, row, 0, 1, 2);
    for (const NumberField* field : {seconds_, hold_}) {
        connect(field, &NumberField::valueChanged, this, &FilmCard::take);
        connect(field->line(), &QLineEdit::textEdited, this, &FilmCard::take);
    }
    for (QComboBox* box : {size_, pixels_, pace_, play_})
        connect(box, qOverload<int>(&QComboBox::activated), this, &FilmCard::take);
    connect(gif_, &QPushButton::clicked, this, [this] {
        close();
        Q_EMIT gifRequested();
    });
    connect(mp4_, &QPushButton::clicked, this, [this] {
        close();
        Q_EMIT mp4Requested();
    });
}

void FilmCard::open(const FilmSettings& film, int side, const QWidget* anchor) {
    film_ = film;
    side_ = side;
    seconds_->setValue(film.timing.seconds);
    hold_->setValue(film.timing.hold);
    choose(play_, film.timing.play);
    choose(pace_, film.timing.pace);
    choose(pixels_, film.smooth ? 1 : 0);
    size_->clear();
    for (int scale = 1; scale <= kMostFilmScale; ++scale)
        size_->addItem(side > 0 ? tr("%1×: %2 × %2").arg(scale).arg(scale * side) : tr("%1×").arg(scale), scale);
    choose(size_, film.scale);
    showSummary();
    openAt(anchor);
    seconds_->setFocus(Qt::PopupFocusReason);
    seconds_->line()->selectAll();
}

void FilmCard::take() {
    // As they are typed: the buttons that they decide about must not wait for the focus to leave.
    film_.timing = {seconds_->typed(), hold_->typed(), chosen<WalkPlay>(play_), chosen<WalkPace>(pace_)};
    film_.scale = chosen<int>(size_);
    film_.smooth = chosen<int>(pixels_) == 1;
    showSummary();
    Q_EMIT filmChanged();
}

QString FilmCard::summary() const { return summary_->text(); }

void FilmCard::showSummary() {
    const int frames = walkFrames(film_.timing);
    const bool fits = frames <= kMostWalkFrames;
    const QString seconds = QLocale().toString(walkSeconds(film_.timing), 'f', 1);
    summary_->setText(
        !fits ? tr("%1 frames are more than %2, at %3 a second: make it shorter.")
                    .arg(number(frames), number(kMostWalkFrames), number(kWalkRate))
        : side_ > 0 ? tr("%1 frames, %2 s, %3 × %3").arg(number(frames), seconds, QString::number(film_.scale * side_))
                    : tr("Choose A and B first: there is no path yet."));
    QPalette palette = summary_->palette();
    palette.setColor(QPalette::PlaceholderText, fits ? tokens().text2 : tokens().bad);
    summary_->setPalette(palette);
    for (QPushButton* button : {gif_, mp4_}) {
        button->setEnabled(fits && side_ > 0);
        button->setToolTip(button->isEnabled() ? QString() : summary_->text());
    }
}

}  // namespace zscape
